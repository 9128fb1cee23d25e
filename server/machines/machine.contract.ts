// What every machine must keep, whatever its rules: replicas that apply the same entries are equal, a
// snapshot is the whole state, a repeat is done once, and no entry can bring a replica down.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32Of } from '../../shared/crc32.ts'
import type { Json } from '../../shared/ids.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
import type { AnyCommand } from '../../shared/protocol/request.ts'
import { jsonPieces } from '../host/json-pieces.ts'
import type { Machine, Reply } from './machine.ts'

export interface MachineUnderTest<C extends AnyCommand & Json> {
  create(): Machine
  /** Mostly valid commands over few names, so that they meet; request ids may repeat. */
  command: fc.Arbitrary<C>
}

export const textOf = (machine: Machine): string => JSON.stringify(machine.snapshot())

export const applyAll = (machine: Machine, commands: readonly Json[], after = 0): Reply[] =>
  commands.map((command, position) => machine.apply(command, after + position + 1))

export function machineContract<C extends AnyCommand & Json>(name: string, sut: MachineUnderTest<C>): void {
  const commands = fc.array(sut.command, { maxLength: 60 })

  describe(`${name} as a replicated machine`, () => {
    it('gives the same state and the same replies for the same entries', () => {
      fc.assert(
        fc.property(commands, (list) => {
          const [one, two] = [sut.create(), sut.create()]
          expect(applyAll(one, list)).toEqual(applyAll(two, list))
          expect(textOf(one)).toBe(textOf(two))
        }),
      )
    })

    it('is wholly in its snapshot: a restored replica is equal and goes on equally', () => {
      fc.assert(
        fc.property(commands, commands, (before, after) => {
          const [original, restored] = [sut.create(), sut.create()]
          applyAll(original, before)
          applyAll(restored, after)
          restored.restore(throughDisk(original.snapshot()))
          expect(textOf(restored)).toBe(textOf(original))
          expect(applyAll(restored, after, before.length)).toEqual(applyAll(original, after, before.length))
          expect(textOf(restored)).toBe(textOf(original))
        }),
      )
    })

    it('takes a state over in steps that change nothing, then all of it at once', () => {
      fc.assert(
        fc.property(commands, commands, (theirs, own) => {
          const [original, restored, untouched] = [sut.create(), sut.create(), sut.create()]
          applyAll(original, theirs)
          const loading = restored.restoring(throughDisk(original.snapshot()))
          let put = loading.next()
          for (const [position, each] of own.entries()) {
            expect(restored.apply(each, position + 1)).toEqual(untouched.apply(each, position + 1))
            if (put.done !== true) put = loading.next()
          }
          while (put.done !== true) put = loading.next()
          expect(textOf(restored)).toBe(textOf(untouched))
          put.value()
          expect(textOf(restored)).toBe(textOf(original))
          expect(applyAll(restored, own, theirs.length)).toEqual(applyAll(original, own, theirs.length))
        }),
      )
    })

    it('seals the same parts on every replica, whenever each of them took a snapshot and let go of texts', () => {
      fc.assert(
        fc.property(commands, fc.nat({ max: 60 }), (list, moment) => {
          const [one, two] = [sut.create(), sut.create()]
          applyAll(one, list.slice(0, moment))
          two.restore(throughDisk(one.snapshot()))
          const before = one.freshParts()
          expect(two.parts()).toEqual(one.parts())
          expect(two.freshParts()).toEqual([])
          for (const machine of [one, two])
            applyAll(machine, list.slice(moment), Math.min(moment, list.length))
          expect(two.parts()).toEqual(one.parts())
          expect(two.freshParts()).toEqual(one.freshParts().slice(before.length))
        }),
      )
    })

    it('names its parts by what is in them, keeps them for ever, and forgets their texts when told', () => {
      fc.assert(
        fc.property(commands, commands, (before, after) => {
          const machine = sut.create()
          applyAll(machine, before)
          const fresh = machine.freshParts()
          for (const { meta, text } of fresh) {
            expect([Buffer.byteLength(text), crc32Of(text)]).toEqual([meta.bytes, meta.crc])
            expect(JSON.stringify(JSON.parse(text))).toBe(text)
            expect(machine.partText(meta.name)).toBe(text)
          }
          const all = sealedIn(machine, fresh)
          expect(all).toEqual(fresh.map(({ meta }) => meta).filter((meta) => !isIndex(meta)))
          machine.releaseParts(fresh.map(({ meta }) => meta.name))
          const [state, parts] = [textOf(machine), machine.parts()]
          expect(machine.freshParts()).toEqual([])
          expect(fresh.map(({ meta }) => machine.partText(meta.name))).toEqual(fresh.map(() => null))
          expect([textOf(machine), machine.parts()]).toEqual([state, parts])
          applyAll(machine, after, before.length)
          expect(sealedIn(machine, [...fresh, ...machine.freshParts()]).slice(0, all.length)).toEqual(all)
        }),
      )
    })

    it('hands out a snapshot that later commands do not change', () => {
      fc.assert(
        fc.property(commands, commands, (before, after) => {
          const machine = sut.create()
          applyAll(machine, before)
          const snapshot = machine.snapshot()
          const text = JSON.stringify(snapshot)
          applyAll(machine, after, before.length)
          expect(JSON.stringify(snapshot)).toBe(text)
        }),
      )
    })

    it('is the same text when its snapshot is made piece by piece while it goes on', () => {
      fc.assert(
        fc.property(commands, commands, (before, after) => {
          const machine = sut.create()
          applyAll(machine, before)
          const text = textOf(machine)
          const pieces = jsonPieces(machine.snapshot())
          const first = pieces.next().value ?? ''
          applyAll(machine, after, before.length)
          expect(first + [...pieces].join('')).toBe(text)
        }),
      )
    })

    it('labels a command without looking at its state', () => {
      fc.assert(
        fc.property(commands, sut.command, (list, command) => {
          const [fresh, used] = [sut.create(), sut.create()]
          applyAll(used, list)
          expect(used.describe(command)).toBe(fresh.describe(command))
          expect(fresh.describe(command)).not.toBe('unreadable')
        }),
      )
    })

    it('refuses what it cannot read, on every replica alike, and changes nothing', () => {
      const machine = sut.create()
      const state = machine.snapshot()
      for (const [position, junk] of [null, 7, 'x', {}, { op: 'nothing', at: 1 }].entries()) {
        const reply = machine.apply(junk, position + 1)
        expect(reply).toMatchObject({ ok: false, failure: { code: 'bad-request' } })
        expect(machine.describe(junk)).toBe('unreadable')
      }
      expect(machine.snapshot()).toEqual({ ...Object(state), index: 5 })
    })

    it('ends rather than apply an entry twice', () => {
      fc.assert(
        fc.property(sut.command, (command) => {
          const machine = sut.create()
          machine.apply(command, 4)
          expect(() => machine.apply(command, 4)).toThrow('applied twice')
        }),
      )
    })
  })
}

/** All that is sealed, with what indexes name in their place. */
function sealedIn(machine: Machine, written: readonly Part[]): readonly PartMeta[] {
  const texts = new Map(written.map(({ meta, text }) => [meta.name, text]))
  return machine.parts().flatMap((part) => (isIndex(part) ? partsIn(texts.get(part.name) ?? '') : [part]))
}

function throughDisk(snapshot: Json): Json {
  const read: Json = JSON.parse(JSON.stringify(snapshot))
  return read
}
