import { describe, expect, it } from 'vitest'
import { fakeForAll } from '../control/fake-for-all.fixture.ts'
import { runCli } from './run-cli.ts'

const control = fakeForAll()

async function run(words: string, env: Record<string, string> = { RAFTROOM_DATA: control.data }) {
  const out: string[] = []
  const notes: string[] = []
  const code = await runCli(words.split(' '), {
    env,
    input: process.stdin,
    terminal: process.stdout,
    output: { line: (text) => void out.push(text), note: (text) => void notes.push(text) },
    start: async (argv) => void out.push(`start ${argv.join(' ')}`),
    atmHere: async ({ node, flags }) => void out.push(['here', node, ...flags].join(' ')),
    sim: async () => 0,
    version: '1.2.3',
  })
  return { code, out: out.join('\n'), notes: notes.join('\n') }
}

describe('the raftroom command', () => {
  it('finds the cluster by the file of its data folder, by the environment and by --url', async () => {
    expect(await run('status')).toMatchObject({ code: 0, out: expect.stringContaining(control.url) })
    expect(await run('status', { RAFTROOM_URL: control.url })).toMatchObject({ code: 0 })
    expect(await run(`status --url ${control.url}/`, { RAFTROOM_URL: 'http://127.0.0.1:1' })).toMatchObject({
      code: 0,
    })
  })

  it('prints the cluster as text and as JSON', async () => {
    const { out } = await run('status')
    expect(out).toMatch(/manager-1 +running/)
    expect(out).toMatch(/managers +manager-1 +1/)
    expect(JSON.parse((await run('status --json')).out)).toMatchObject({ ready: true })
  })

  it('lists nodes, adds a broker, and ends with 1 and a sentence where none can be added or removed', async () => {
    expect((await run('nodes')).out).toMatch(/^manager-1 +running +\d+ +\d+$/m)
    expect(await run('nodes add broker')).toMatchObject({ code: 0, out: 'broker-2 was added and runs' })
    expect((await run('nodes')).out).toMatch(/^broker-2 /m)
    expect(await run('nodes add atm')).toMatchObject({
      code: 1,
      notes: expect.stringContaining('the ATMs are one Raft group'),
    })
    const refused = (await run('nodes remove manager-1 --json')).out
    expect(JSON.parse(refused)).toMatchObject({ ok: false, message: expect.stringContaining('first start') })
    expect(await run('nodes remove broker-9')).toMatchObject({
      code: 1,
      notes: expect.stringContaining('there is no node broker-9'),
    })
    expect(await run('nodes add king')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('nodes add broker'),
    })
    const help = await run('nodes remove --help')
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('raftroom nodes remove broker-5') })
  })

  it('carries out a fault, and ends with 1 and a sentence when it is refused', async () => {
    expect(await run('fault kill atm-3')).toMatchObject({ code: 0, out: 'done: kill atm-3 (SIGKILL)' })
    expect(await run('fault kill atm-3')).toMatchObject({
      code: 1,
      out: '',
      notes: 'atm-3 is killed: there is no process to kill',
    })
    expect((await run('fault kill atm-3 --json')).out).toMatch(/^\{"ok":false,"message":"atm-3 is killed/)
    expect(await run('fault heal')).toMatchObject({ code: 0 })
  })

  it('ends with 2 when it is not understood', async () => {
    for (const words of [
      'nonsense',
      'fault explode x',
      'fault kill',
      'produce',
      'consume t --from x',
      'status --what',
    ])
      expect(await run(words), words).toMatchObject({ code: 2 })
  })

  it('ends with 1 when no cluster answers, naming the way out', async () => {
    const { code, notes } = await run('status --url http://127.0.0.1:1')
    expect(code).toBe(1)
    expect(notes).toMatch(/no cluster answers at http:\/\/127.0.0.1:1: start one with `npm start`/)
  })

  it('explains every command with an example', async () => {
    for (const command of ['status', 'fault', 'atm', 'topics', 'produce', 'consume'])
      expect(await run(`${command} --help`)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/Example:\n +raftroom/),
      })
  })

  it('hands the words of a start on as they are', async () => {
    expect(await run('start --port 0 --fresh')).toMatchObject({ code: 0, out: 'start --port 0 --fresh' })
  })

  it('hands an ATM of this window on with what was said of it, and refuses what does not belong together', async () => {
    expect(await run('atm atm-2 --here --port 9400 --data x')).toMatchObject({
      code: 0,
      out: 'here atm-2 --data x --port 9400',
    })
    expect(await run('atm --here')).toMatchObject({ code: 2, notes: expect.stringMatching(/needs the name/) })
    expect(await run('atm atm-2 --here --url http://x')).toMatchObject({
      code: 2,
      notes: expect.stringMatching(/leave out --url/),
    })
    expect(await run('atm atm-2 --port 9400')).toMatchObject({
      code: 2,
      notes: expect.stringMatching(/add --here/),
    })
  })

  it('says which ATMs there are when asked for another', async () => {
    expect(await run('atm atm-9')).toMatchObject({
      code: 1,
      notes: 'there is no ATM atm-9: there are atm-1, atm-2, atm-3',
    })
  })
})
