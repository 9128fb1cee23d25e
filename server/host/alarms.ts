// Alarms on one time line, earliest first. Most are deadlines that are added at the end and cancelled long
// before they are due, so a sorted list with binary search is both simple and cheap.

export interface Alarm {
  readonly at: number
  /** Alarms of the same moment ring in the order they were set. */
  readonly order: number
  readonly ring: () => void
}

export interface Alarms {
  add(at: number, ring: () => void): Alarm
  remove(alarm: Alarm): void
  /** When the next one is due. */
  next(): number | null
  /** Rings what is due at `now`, but nothing that was set while ringing. */
  ring(now: number): void
}

export function createAlarms(): Alarms {
  const list: Alarm[] = []
  let orders = 0

  /** First place in the list that is not before this moment and order. */
  const placeOf = (at: number, order: number): number => {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const alarm = list[middle]
      if (alarm !== undefined && (alarm.at < at || (alarm.at === at && alarm.order < order))) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add(at, ring) {
      const alarm: Alarm = { at, order: (orders += 1), ring }
      list.splice(placeOf(at, alarm.order), 0, alarm)
      return alarm
    },
    remove(alarm) {
      const place = placeOf(alarm.at, alarm.order)
      if (list[place] === alarm) list.splice(place, 1)
    },
    next: () => list[0]?.at ?? null,
    ring(now) {
      const newest = orders
      for (;;) {
        const place = list.findIndex((alarm) => alarm.order <= newest)
        const alarm = list[place]
        if (alarm === undefined || alarm.at > now) return
        list.splice(place, 1)
        alarm.ring()
      }
    },
  }
}
