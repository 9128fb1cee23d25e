import { openAtm } from './open-atm.ts'
import { runNode } from './child-node.ts'

await runNode(openAtm)
