import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { now, useFormat, useWords } from "../../../i18n";
import { go, type Params } from "../../../router";
import { attempt, Button, Panel, tell, TextArea, TextField, Waiting } from "../../../ui";
import { Editor } from "../editing/Editor";
import { Fields } from "../editing/Fields";
import { useSaving } from "../editing/saving";
import { words as editingWords } from "../editing/words";
import { changeOf, type DriverForm, formOf, newDriver } from "./driver";
import { PINFields } from "./PINFields";
import { words } from "./words";

/** One driver with the car, to be changed; or a new one, at drivers/new. */
export function DriverPage({ params }: { params: Params }) {
  const id = params.id ?? "new";
  return id === "new" ? <DriverEditor key="new" /> : <KnownDriver key={id} id={id} />;
}

function KnownDriver({ id }: { id: string }) {
  const driver = useAnswer(() => answer(api.GET("/api/v1/drivers/{id}", { params: { path: { id } } })), [id]);
  return <Waiting for={driver}>{(d) => <DriverEditor of={d} />}</Waiting>;
}

function DriverEditor({ of }: { of?: Schemas["Driver"] }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [was, setWas] = useState<DriverForm>(of ? formOf(of) : newDriver);
  const [form, setForm] = useState<DriverForm>(was);
  const set = <K extends keyof DriverForm>(key: K, field: string) => (value: DriverForm[K]) => {
    saving.mend(field);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const save = async () => {
    const body = changeOf(form);
    const saved = await saving.send(() =>
      kept ? answer(api.PUT("/api/v1/drivers/{id}", { params: { path: { id: kept.id } }, body })) : answer(api.POST("/api/v1/drivers", { body })),
    );
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    if (!kept) return go(`drivers/${saved.id}`, undefined, true);
    setKept(saved);
    setWas(formOf(saved));
    setForm(formOf(saved));
  };
  const remove = async () => {
    const path = { id: kept?.id ?? "" };
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/drivers/{id}", { params: { path } })), true));
    if (!removed) return;
    tell(told.removed);
    go("drivers");
  };
  return (
    <Editor
      title={kept ? `${kept.callsign} ${kept.name}` : t.newDriver}
      list="drivers"
      typed={JSON.stringify(form) !== JSON.stringify(was)}
      busy={saving.busy}
      save={() => void save()}
      remove={kept && { ask: t.removeDriver(kept.callsign), run: () => void remove() }}
      after={kept && <Shift driver={kept.id} />}
    >
      <TextField label={t.callsign} required maxLength={40} value={form.callsign} change={set("callsign", "callsign")} error={saving.error("callsign") ?? saving.error("body")} />
      <TextField label={t.name} required maxLength={100} value={form.name} change={set("name", "name")} error={saving.error("name")} />
      <Fields legend={t.phones} error={saving.error("phones")}>
        {form.phones.map((p, n) => (
          <div key={n} class="field-row">
            <TextField
              label={t.phone}
              type="tel"
              required
              value={p}
              change={(text) => set("phones", "phones")(form.phones.map((q, i) => (i === n ? text : q)))}
              error={saving.error(`phones[${n}]`)}
            />
            <Button size="small" aria-label={t.removePhone(n + 1)} onClick={() => set("phones", "phones")(form.phones.filter((_, i) => i !== n))}>
              ✕
            </Button>
          </div>
        ))}
        <p>
          <Button size="small" disabled={form.phones.length >= 10} onClick={() => set("phones", "phones")([...form.phones, ""])}>
            {t.addPhone}
          </Button>
        </p>
      </Fields>
      <Fields legend={t.car}>
        <div class="columns">
          <TextField label={t.colour} maxLength={100} value={form.colour} change={set("colour", "car.colour")} error={saving.error("car.colour")} />
          <TextField label={t.make} maxLength={100} value={form.make} change={set("make", "car.make")} error={saving.error("car.make")} />
          <TextField label={t.plate} maxLength={40} value={form.plate} change={set("plate", "car.plate")} error={saving.error("car.plate")} />
        </div>
      </Fields>
      <TextField label={t.balance} inputMode="decimal" value={form.balance} change={set("balance", "balance")} error={saving.error("balance")} />
      <PINFields has={kept?.has_pin ?? false} pin={form.pin} none={form.noPIN} change={(to) => setForm((f) => ({ ...f, ...to }))} saving={saving} />
      <TextArea label={t.note} wide maxLength={1000} rows={3} value={form.note} change={set("note", "note")} error={saving.error("note")} />
    </Editor>
  );
}

/** Whether he works now: lines without a dispatcher ring who does. */
function Shift({ driver }: { driver: string }) {
  const t = useWords(words);
  const format = useFormat();
  const told = useWords(editingWords);
  const path = { id: driver };
  const shift = useAnswer(() => answer(api.GET("/api/v1/drivers/{id}/shift", { params: { path } })), [driver]);
  const turn = async (on: boolean) => {
    await attempt(told.failed, () => answer(api.PUT("/api/v1/drivers/{id}/shift", { params: { path }, body: { on } })));
    shift.again();
  };
  return (
    <Panel title={t.shift}>
      <Waiting for={shift}>
        {(s) => (
          <p class="filters">
            {s.on && s.since ? t.onShift(format.moment(s.since, now.peek())) : t.offShift}
            <Button size="small" onClick={() => void turn(!s.on)}>
              {s.on ? t.endShift : t.beginShift}
            </Button>
          </p>
        )}
      </Waiting>
    </Panel>
  );
}
