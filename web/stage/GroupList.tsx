// No group is in focus: all of them as buttons, each with what is true of it now.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'
import { compareGroups, leaderWords, votersWords } from '../scene/group-words.ts'
import { useFocus } from '../store/focus.ts'

export function GroupList({ view, missing }: { view: ClusterView; missing: GroupName | null }) {
  const groups = Object.values(view.groups).sort((a, b) => compareGroups(a.name, b.name))
  if (groups.length === 0) return <p className="stage-empty">No group has been heard of yet.</p>
  return (
    <section className="stage group-list" aria-label="Groups">
      <h2 className="group-name">Which group?</h2>
      <p className="quiet">
        {missing === null
          ? 'Each is a Raft group of its own: its own leader, its own term, its own log.'
          : `Nothing is known of ${missing}. These groups exist:`}
      </p>
      <ul className="group-choices">
        {groups.map((group) => (
          <li key={group.name}>
            <button
              type="button"
              className="group-choice"
              onClick={() => useFocus.getState().focusGroup(group.name)}
            >
              <span className="group-choice-name">{group.name}</span>
              <span className={confirmedLeader(view, group) === null ? 'group-fact-alert' : 'quiet'}>
                {leaderWords(view, group)}
              </span>
              <span className="quiet">{votersWords(view, group)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
