// The page begins: styles first, then the connection, then the picture.

import { createRoot } from 'react-dom/client'
import './fonts.css'
import './theme.css'
import '../ui/controls.css'
import '../ui/surfaces.css'
import '../ui/overlays.css'
import './layout.css'
import { assert } from '../../shared/assert.ts'
import { connect } from '../link/socket.ts'
import { App } from './App.tsx'

const root = document.getElementById('root')
assert(root !== null, 'the page has an element #root')
connect()
createRoot(root).render(<App />)
