import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { useWords } from "../../../i18n";
import { go, type Params } from "../../../router";
import { Button, Select, tell, TextArea, TextField, Waiting } from "../../../ui";
import { Editor } from "../editing/Editor";
import { Fields } from "../editing/Fields";
import { useSaving, type Saving } from "../editing/saving";
import { words as editingWords } from "../editing/words";
import { changeOf, type ClientForm, formOf, newClient, noContact } from "./client";
import { PINFields } from "./PINFields";
import { words } from "./words";

/** One client, to be changed; or a new one, at clients/new. */
export function ClientPage({ params }: { params: Params }) {
  const id = params.id ?? "new";
  return id === "new" ? <ClientEditor key="new" /> : <KnownClient key={id} id={id} />;
}

function KnownClient({ id }: { id: string }) {
  const client = useAnswer(() => answer(api.GET("/api/v1/clients/{id}", { params: { path: { id } } })), [id]);
  return <Waiting for={client}>{(c) => <ClientEditor of={c} />}</Waiting>;
}

function ClientEditor({ of }: { of?: Schemas["Client"] }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [was, setWas] = useState<ClientForm>(of ? formOf(of) : newClient);
  const [form, setForm] = useState<ClientForm>(was);
  const companies = useAnswer(() => answer(api.GET("/api/v1/companies")), []);
  const operators = useAnswer(() => answer(api.GET("/api/v1/operators")), []);
  const set = <K extends keyof ClientForm>(key: K, field: string) => (value: ClientForm[K]) => {
    saving.mend(field);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const save = async () => {
    const body = changeOf(form, kept);
    const saved = await saving.send(() =>
      kept ? answer(api.PUT("/api/v1/clients/{id}", { params: { path: { id: kept.id } }, body })) : answer(api.POST("/api/v1/clients", { body })),
    );
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    if (!kept) return go(`clients/${saved.id}`, undefined, true);
    setKept(saved);
    setWas(formOf(saved));
    setForm(formOf(saved));
  };
  const remove = async () => {
    const path = { id: kept?.id ?? "" };
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/clients/{id}", { params: { path } })), true));
    if (!removed) return;
    tell(told.removed);
    go("clients");
  };
  return (
    <Editor
      title={kept ? kept.name : t.newClient}
      list="clients"
      typed={JSON.stringify(form) !== JSON.stringify(was)}
      busy={saving.busy}
      save={() => void save()}
      remove={kept && { ask: t.removeClient(kept.name), run: () => void remove() }}
    >
      <TextField label={t.name} required maxLength={100} value={form.name} change={set("name", "name")} error={saving.error("name")} />
      <TextField label={t.number} maxLength={40} value={form.number} change={set("number", "number")} error={saving.error("number") ?? saving.error("body")} />
      <Select
        label={t.company}
        value={form.company}
        change={set("company", "company")}
        error={saving.error("company")}
        options={[{ value: "", label: t.noCompany }, ...(companies.data?.companies ?? []).map((c) => ({ value: c.id, label: c.name }))]}
      />
      <Contacts of={form.contacts} change={set("contacts", "contacts")} saving={saving} />
      <Fields legend={t.list}>
        <div class="columns">
          <Select
            label={t.list}
            value={form.list}
            change={set("list", "standing")}
            error={saving.error("standing.list")}
            options={(["", "vip", "black"] as const).map((value) => ({ value, label: t.lists[value] }))}
          />
          {form.list !== "" && (
            <>
              <TextField label={t.reason} maxLength={200} value={form.reason} change={set("reason", "standing.reason")} error={saving.error("standing.reason")} />
              <TextField label={t.until} hint={t.untilHint} type="date" value={form.until} change={set("until", "standing.until")} error={saving.error("standing.until")} />
            </>
          )}
        </div>
      </Fields>
      <Select
        label={t.goesTo}
        value={form.goesTo}
        change={set("goesTo", "goes_to")}
        error={saving.error("goes_to")}
        options={[{ value: "", label: t.anyOperator }, ...withOwn(form.goesTo, operators.data?.operators ?? [])]}
      />
      <TextField label={t.balance} inputMode="decimal" value={form.balance} change={set("balance", "balance")} error={saving.error("balance")} />
      <PINFields has={kept?.has_pin ?? false} pin={form.pin} none={form.noPIN} change={(to) => setForm((f) => ({ ...f, ...to }))} saving={saving} />
      <TextArea label={t.note} wide maxLength={1000} rows={3} value={form.note} change={set("note", "note")} error={saving.error("note")} />
    </Editor>
  );
}

/** The operators to choose of, and who was chosen though he is not one any more. */
function withOwn(chosen: string, operators: readonly Schemas["Operator"][]) {
  const options = operators.map((o) => ({ value: o.id, label: `${o.id} ${o.name}` }));
  return chosen === "" || options.some((o) => o.value === chosen) ? options : [...options, { value: chosen, label: chosen }];
}

type ClientContacts = ClientForm["contacts"];

function Contacts({ of, change, saving }: { of: ClientContacts; change: (to: ClientContacts) => void; saving: Saving }) {
  const t = useWords(words);
  const set = (n: number, part: Partial<ClientContacts[number]>) => change(of.map((c, i) => (i === n ? { ...c, ...part } : c)));
  return (
    <Fields legend={t.contact} error={saving.error("contacts")}>
      {of.map((c, n) => (
        <div key={n} class="field-row">
          <TextField label={t.phone} type="tel" required value={c.phone} change={(phone) => set(n, { phone })} error={saving.error(`contacts[${n}].phone`)} />
          <TextField label={t.address} maxLength={200} value={c.address} change={(address) => set(n, { address })} error={saving.error(`contacts[${n}].address`)} />
          <Button size="small" aria-label={t.removePhone(n + 1)} onClick={() => change(of.filter((_, i) => i !== n))}>
            ✕
          </Button>
        </div>
      ))}
      <p>
        <Button size="small" disabled={of.length >= 20} onClick={() => change([...of, noContact])}>
          {t.addPhone}
        </Button>
      </p>
    </Fields>
  );
}
