import { useState } from "preact/hooks";
import { session } from "../../../api";
import { useWords } from "../../../i18n";
import { go, query } from "../../../router";
import { Button, Select, TextField, attempt } from "../../../ui";
import { words } from "../words";
import { beginning, dayBefore } from "./chart";

/** The days of a report, both included, and what its rows are; kept in the page's address. */
export interface Period<By extends string> {
  from: string;
  to: string;
  by: By;
}

/** What the page's address asks for: the last seven days, if nothing. */
export function asked<By extends string>(bys: readonly [By, ...By[]]): Period<By> {
  const today = new Date();
  return {
    from: query.value.get("from") ?? dayBefore(today, 6),
    to: query.value.get("to") ?? dayBefore(today, 0),
    by: bys.find((b) => b === query.value.get("by")) ?? bys[0],
  };
}

/** The period as the API has it: the moments at which it begins, and at which it is over. */
export function moments(p: Period<string>): { from: string; to: string } {
  return { from: beginning(p.from), to: beginning(p.to, 1) };
}

interface Props<By extends string> {
  /** The page, whose address keeps the period. */
  page: string;
  period: Period<By>;
  bys: readonly [By, ...By[]];
  /** What the rows are called, by what they are; absent: they are always the same. */
  names?: Record<By, string>;
  /** The report's address in the API, behind /api/v1/reports/. */
  report: string;
}

/** Which days, which rows, and the same as a file. */
export function PeriodForm<By extends string>({ page, period, bys, names, report }: Props<By>) {
  const t = useWords(words);
  const [wanted, setWanted] = useState(period);
  return (
    <form
      class="filters"
      onSubmit={(e) => {
        e.preventDefault();
        go(page, { from: wanted.from, to: wanted.to, by: names && wanted.by });
      }}
    >
      <TextField label={t.from} type="date" required value={wanted.from} change={(from) => setWanted({ ...wanted, from })} />
      <TextField label={t.to} type="date" required value={wanted.to} change={(to) => setWanted({ ...wanted, to })} />
      {names && (
        <Select
          label={t.by}
          value={wanted.by}
          change={(v) => setWanted({ ...wanted, by: bys.find((b) => b === v) ?? bys[0] })}
          options={bys.map((value) => ({ value, label: names[value] }))}
        />
      )}
      <Button submit kind="primary">
        {t.show}
      </Button>
      {(["csv", "xlsx"] as const).map((kind) => (
        <Button key={kind} onClick={() => void attempt(t.failed, () => download(report, kind, { ...moments(period), ...(names && { by: period.by }) }))}>
          {kind.toUpperCase()}
        </Button>
      ))}
    </form>
  );
}

/** Saves a report as a file. It is fetched with the token, which no link could show. */
async function download(report: string, kind: "csv" | "xlsx", period: Record<string, string>): Promise<void> {
  const got = await fetch(`/api/v1/reports/${report}.${kind}?${new URLSearchParams(period)}`, {
    headers: { Authorization: `Bearer ${session.peek()?.token ?? ""}` },
  });
  if (!got.ok) throw new Error(String(got.status));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await got.blob());
  link.download = `${report}-${(period.from ?? "").slice(0, 10)}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
