import { useWords } from "../../i18n";
import { board, doingOf, type BoardOperator, type Doing } from "../../live";
import { Badge, Counter, Panel, type Tone } from "../../ui";
import { words } from "./words";

/** The queues at a glance. */
export function QueuesPanel() {
  const t = useWords(words);
  const queues = [...board.value.queues.values()];
  return (
    <Panel title={t.queues}>
      {queues.length === 0 && <p class="empty">{t.noQueues}</p>}
      <ul class="glance">
        {queues.map((q) => (
          <li key={q.name} class={q.waiting > 0 ? "queue waits" : "queue"}>
            <span class="strong one-line">{q.name}</span>
            <span class="queue-waiting">{t.waitingIn(q.waiting)}</span>
            <span class="small muted">{t.readyIn(q.ready)}</span>
            <span class="small queue-longest" title={t.longest}>
              {q.waiting > 0 && q.longest_since && <Counter from={q.longest_since} />}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export const toneOf: Record<Doing, Tone> = {
  free: "good",
  ringing: "warn",
  talking: "accent",
  "wrap-up": "warn",
  away: "plain",
  break: "plain",
  "logged-out": "plain",
};

const rank: Record<Doing, number> = { free: 0, ringing: 1, talking: 2, "wrap-up": 3, break: 4, away: 5, "logged-out": 6 };

/** The other operators and what they do, those who could take a call first. */
export function ColleaguesPanel({ own }: { own: string }) {
  const t = useWords(words);
  const all = [...board.value.operators.values()]
    .filter((o) => o.id !== own && o.status !== "logged-out")
    .sort((a, b) => rank[doingOf(a)] - rank[doingOf(b)] || a.id.localeCompare(b.id));
  return (
    <Panel title={t.colleagues} class="grows">
      <ul class="glance scrolls">
        {all.map((o) => (
          <Colleague key={o.id} of={o} doing={t.doing[doingOf(o)]} tone={toneOf[doingOf(o)]} />
        ))}
      </ul>
    </Panel>
  );
}

function Colleague({ of, doing, tone }: { of: BoardOperator; doing: string; tone: Tone }) {
  return (
    <li class="colleague">
      <span class="muted">{of.id}</span>
      <span class="one-line">{of.name}</span>
      <Badge tone={tone}>{doing}</Badge>
    </li>
  );
}
