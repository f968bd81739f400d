import { signal } from "@preact/signals";
import { useWords } from "../i18n";
import { actions, useKeys, type KeyAction } from "../keys";
import { Dialog, KeyHint } from "../ui";
import { words } from "./words";

const open = signal(false);

export function openHelp(): void {
  open.value = true;
}

/** The list of all keys there are on this page. */
export function Help() {
  const t = useWords(words);
  const toggle = () => (open.value = !open.value);
  useKeys([
    { keys: "?", label: t.keysHelp, group: t.general, run: toggle },
    { keys: "F1", label: t.keysHelp, group: t.general, run: toggle },
  ]);
  if (!open.value) return null;
  const groups = grouped(actions.value);
  return (
    <Dialog title={t.keysHelp} close={toggle} wide>
      <div class="help">
        {[...groups].map(([group, all]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {all.map((a) => (
                <div key={a.keys} class={a.disabled ? "muted" : undefined}>
                  <dt>
                    <KeyHint keys={a.keys} />
                    <span class="unseen">{a.keys}</span>
                  </dt>
                  <dd>{a.label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function grouped(all: readonly KeyAction[]): Map<string, KeyAction[]> {
  const groups = new Map<string, KeyAction[]>();
  for (const a of all) groups.set(a.group, [...(groups.get(a.group) ?? []), a]);
  return groups;
}
