import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { phone, useWords } from "../../../i18n";
import { useKeys } from "../../../keys";
import { go, type Params } from "../../../router";
import { Panel, Table, tell, TextArea, TextField, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { Editor } from "../editing/Editor";
import { Add } from "../editing/List";
import { useSaving } from "../editing/saving";
import { words as editingWords } from "../editing/words";
import { words } from "./words";

/** The firms on whose account clients drive. */
export function CompaniesPage() {
  const t = useWords(words);
  const group = useWords(editingWords).editing;
  const companies = useAnswer(() => answer(api.GET("/api/v1/companies")), []);
  useKeys([{ keys: "Alt+N", label: t.newCompany, group, run: () => go("companies/new") }]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.companies}</h1>
      <Panel title={t.companies} aside={<Add to="companies/new" label={t.newCompany} />}>
        <Waiting for={companies}>
          {(all) => (
            <Table
              caption={t.companies}
              rows={all.companies}
              rowKey={(c) => c.id}
              open={(c) => go(`companies/${c.id}`)}
              empty={t.noCompanies}
              columns={[
                { name: "name", heading: t.name, cell: (c) => <span class="strong">{c.name}</span> },
                { name: "tariff", heading: t.tariff, cell: (c) => c.tariff ?? "" },
                { name: "balance", heading: t.balance, numbers: true, cell: (c) => c.balance },
                { name: "note", heading: t.note, cell: (c) => c.note ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}

/** One company, to be changed; or a new one, at companies/new. */
export function CompanyPage({ params }: { params: Params }) {
  const id = params.id ?? "new";
  return id === "new" ? <CompanyEditor key="new" /> : <KnownCompany key={id} id={id} />;
}

function KnownCompany({ id }: { id: string }) {
  const company = useAnswer(() => answer(api.GET("/api/v1/companies/{id}", { params: { path: { id } } })), [id]);
  return <Waiting for={company}>{(c) => <CompanyEditor of={c} />}</Waiting>;
}

function formOf(c: Schemas["Company"] | undefined) {
  return { name: c?.name ?? "", tariff: c?.tariff ?? "", balance: c?.balance ?? "0.00", note: c?.note ?? "" };
}

function CompanyEditor({ of }: { of?: Schemas["Company"] }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [form, setForm] = useState(formOf(of));
  const set = (key: keyof typeof form) => (value: string) => {
    saving.mend(key);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const save = async () => {
    const body = { name: form.name.trim(), tariff: form.tariff.trim() || undefined, balance: form.balance.trim() || undefined, note: form.note || undefined };
    const saved = await saving.send(() =>
      kept ? answer(api.PUT("/api/v1/companies/{id}", { params: { path: { id: kept.id } }, body })) : answer(api.POST("/api/v1/companies", { body })),
    );
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    if (!kept) return go(`companies/${saved.id}`, undefined, true);
    setKept(saved);
    setForm(formOf(saved));
  };
  const remove = async () => {
    const path = { id: kept?.id ?? "" };
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/companies/{id}", { params: { path } })), true));
    if (!removed) return;
    tell(told.removed);
    go("companies");
  };
  return (
    <Editor
      title={kept ? kept.name : t.newCompany}
      list="companies"
      typed={JSON.stringify(form) !== JSON.stringify(formOf(kept))}
      busy={saving.busy}
      save={() => void save()}
      remove={kept && { ask: t.removeCompany(kept.name), run: () => void remove() }}
      after={kept && <People of={kept.id} />}
    >
      <TextField label={t.name} required maxLength={100} value={form.name} change={set("name")} error={saving.error("name")} />
      <TextField label={t.tariff} hint={t.usualTariff} maxLength={100} value={form.tariff} change={set("tariff")} error={saving.error("tariff")} />
      <TextField label={t.balance} inputMode="decimal" value={form.balance} change={set("balance")} error={saving.error("balance")} />
      <TextArea label={t.note} wide maxLength={1000} rows={3} value={form.note} change={set("note")} error={saving.error("note")} />
    </Editor>
  );
}

/** The clients who drive on a company's account. */
function People({ of }: { of: string }) {
  const t = useWords(words);
  const clients = useAnswer(() => answer(api.GET("/api/v1/clients", { params: { query: { company: of, limit: 200 } } })), [of]);
  return (
    <Panel title={t.itsClients}>
      <Waiting for={clients}>
        {(page) => (
          <Table
            caption={t.itsClients}
            rows={page.clients}
            rowKey={(c) => c.id}
            open={(c) => go(`clients/${c.id}`)}
            empty={t.nobody}
            columns={[
              { name: "name", heading: t.name, cell: (c) => <span class="strong">{c.name}</span> },
              { name: "phones", heading: t.phones, cell: (c) => c.contacts.map((k) => phone(k.phone)).join(", ") },
            ]}
          />
        )}
      </Waiting>
    </Panel>
  );
}
