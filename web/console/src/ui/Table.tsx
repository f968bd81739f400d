import type { ComponentChildren } from "preact";

export interface Column<T> {
  /** For its key. */
  name: string;
  heading: string;
  cell: (row: T) => ComponentChildren;
  /** Stands to the right, as numbers do. */
  numbers?: boolean;
  /** Sorting by this column, where the page offers it. */
  sort?: () => void;
  sorted?: "ascending" | "descending";
}

interface Props<T> {
  /** What the table is, for those who do not see it. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Makes rows something to press; the first cell becomes the button. */
  open?: (row: T) => void;
  marked?: (row: T) => boolean;
  /** Shown when there are no rows. */
  empty: string;
}

export function Table<T>({ caption, columns, rows, rowKey, open, marked, empty }: Props<T>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.name} scope="col" class={c.numbers ? "numbers" : undefined} aria-sort={c.sorted}>
                {c.sort ? (
                  <button type="button" class="sort" onClick={c.sort}>
                    {c.heading}
                    <span aria-hidden="true">{c.sorted === "ascending" ? " ↑" : c.sorted === "descending" ? " ↓" : ""}</span>
                  </button>
                ) : (
                  c.heading
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} class={`${open ? "opens" : ""} ${marked?.(row) ? "marked" : ""}`} onClick={open && (() => open(row))}>
              {columns.map((c, i) => (
                <td key={c.name} class={c.numbers ? "numbers" : undefined}>
                  {open && i === 0 ? (
                    <button
                      type="button"
                      class="row-button"
                      onClick={(e) => {
                        e.stopPropagation();
                        open(row);
                      }}
                    >
                      {c.cell(row)}
                    </button>
                  ) : (
                    c.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
