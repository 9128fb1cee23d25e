// The panels of the right column, in the order of their tabs.

export const TABS = ['feed', 'money', 'terminals', 'faults', 'links'] as const
export type TabId = (typeof TABS)[number]
