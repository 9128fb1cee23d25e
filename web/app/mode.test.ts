import { expect, test } from 'vitest'
import { STOPS, bannerOf, fasterThan, modeOf, slowerThan, stopOf } from './mode.ts'

test('the banner never calls a slowed cluster live', () => {
  expect(bannerOf(1).word).toBe('LIVE')
  expect(bannerOf(0.02).word).toBe('SLOW 1/50')
  expect(bannerOf(0).word).toBe('PAUSED')
  expect(modeOf(0.999)).toBe('slow')
})

test('it says that flights are after-images until they can be seen', () => {
  expect(bannerOf(1 / 10).text).toContain('after-images')
  expect(bannerOf(1 / 50).text).not.toContain('after-images')
})

test('every named stop is found again from its rate, and other rates have no name', () => {
  for (const stop of STOPS) expect(stopOf(stop.rate)).toBe(stop)
  expect(stopOf(0.5)).toBeNull()
})

test('slower and faster are each other undone, and end at the ends', () => {
  expect(fasterThan(slowerThan(0.1))).toBe(0.1)
  expect(slowerThan(1 / 500)).toBe(1 / 500)
  expect(fasterThan(1)).toBe(1)
  expect(fasterThan(0)).toBe(1 / 500)
})
