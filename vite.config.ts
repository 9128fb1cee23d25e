import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm start` listens: the page in development talks to a running cluster. */
const CONTROL = 'http://127.0.0.1:8400'

export default defineConfig({
  root: 'web',
  publicDir: '../public',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Fonts and scene code come in one file each; the page is served from the same computer.
    chunkSizeWarningLimit: 2_000,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': CONTROL, '/socket.io': { target: CONTROL, ws: true } },
  },
})
