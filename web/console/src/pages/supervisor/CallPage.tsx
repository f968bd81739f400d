import { answer, api, useAnswer } from "../../api";
import { duration, language, phone, useFormat, useWords } from "../../i18n";
import { Link, type Params } from "../../router";
import { Player } from "../../recordings/Player";
import { Panel, Table, Waiting } from "../../ui";
import { words as operatorWords } from "../operator/words";
import "./supervisor.css";
import { words } from "./words";

/** Why a call went as it did (E5), and what was said in it. */
export function CallPage({ params }: { params: Params }) {
  const t = useWords(words);
  const { outcomes } = useWords(operatorWords);
  const format = useFormat();
  const id = params.id ?? "";
  const asked = useAnswer(() => answer(api.GET("/api/v1/calls/{id}/why", { params: { path: { id }, query: { language: language.value } } })), [id, language.value]);
  return (
    <main id="page" class="plain-page">
      <p>
        <Link to="calls">← {t.back}</Link>
      </p>
      <Waiting for={asked}>
        {(call) => (
          <>
            <h1>
              {call.caller ? phone(call.caller) : t.withheld} · {call.line} · {format.dateTime(call.started_at)}
            </h1>
            <Panel title={t.course} aside={call.live ? <span class="muted">{t.live}</span> : <span class="muted">{outcomes[call.outcome]}</span>}>
              <ol class="course">
                {call.segments.map((s, i) => (
                  <li key={i} class={s.kind} style={{ flexGrow: Math.max(1, s.seconds), flexBasis: 0 }}>
                    {t.kinds[s.kind]} {s.operator} {duration(s.seconds)}
                  </li>
                ))}
              </ol>
            </Panel>
            <Recordings call={id} />
            <Panel title={t.timeline}>
              <Table
                caption={t.timeline}
                rows={call.timeline.map((d, n) => ({ ...d, n }))}
                rowKey={(d) => String(d.n)}
                empty={t.noCalls}
                columns={[
                  { name: "at", heading: t.when, cell: (d) => format.exactTime(d.at) },
                  { name: "what", heading: t.what, cell: (d) => <span class="strong">{d.what}</span> },
                  { name: "why", heading: t.because, cell: (d) => d.why },
                ]}
              />
            </Panel>
          </>
        )}
      </Waiting>
    </main>
  );
}

function Recordings({ call }: { call: string }) {
  const t = useWords(words);
  const asked = useAnswer(() => answer(api.GET("/api/v1/recordings", { params: { query: { call } } })), [call]);
  return (
    <Panel title={t.recordings}>
      <Waiting for={asked}>
        {({ recordings }) => (recordings.length === 0 ? <p class="empty">{t.noRecordings}</p> : <div class="filters">{recordings.map((r) => <Player key={r.id} of={r} />)}</div>)}
      </Waiting>
    </Panel>
  );
}
