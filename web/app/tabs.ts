// The panels of the right column, in the order of their tabs.

export const TABS = ['feed', 'money', 'terminals', 'faults', 'links'] as const
/** A lesson has words of its own, and neither customers nor money. */
export const LESSON_TABS = ['lesson', 'feed', 'faults', 'links'] as const

export type TabId = (typeof TABS)[number] | (typeof LESSON_TABS)[number]
