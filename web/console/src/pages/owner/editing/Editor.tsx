import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useWords } from "../../../i18n";
import { useKeys } from "../../../keys";
import { go, Link } from "../../../router";
import { Button, Dialog, DialogButtons, Panel } from "../../../ui";
import "../../supervisor/supervisor.css";
import "./editing.css";
import { words } from "./words";

interface Props {
  /** Whom or what it is about. */
  title: string;
  /** The page of the list that it belongs to. */
  list: string;
  /** Something was typed that is not kept yet. */
  typed: boolean;
  busy: boolean;
  save: () => void;
  /** Deletes it, after it was asked for; absent: it cannot be, or does not exist yet. */
  remove?: { ask: string; run: () => void };
  /** Stands beside the buttons. */
  aside?: ComponentChildren;
  /** Stands below the form. */
  after?: ComponentChildren;
  children: ComponentChildren;
}

/** A page on which one thing of the office's is changed: the same buttons and keys on each of them. */
export function Editor({ title, list, typed, busy, save, remove, aside, after, children }: Props) {
  const t = useWords(words);
  const [removing, setRemoving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useKeys([
    { keys: "Ctrl+Enter", label: t.save, group: t.editing, disabled: !typed || busy || removing, run: () => form.current?.requestSubmit() },
    { keys: "Alt+C", label: t.back, group: t.editing, disabled: removing, run: () => go(list) },
    ...(remove ? [{ keys: "Alt+X", label: t.remove, group: t.editing, disabled: removing, run: () => setRemoving(true) }] : []),
  ]);
  return (
    <main id="page" class="plain-page">
      <p>
        <Link to={list}>← {t.back}</Link>
      </p>
      <h1>{title}</h1>
      <Panel title={t.data}>
        <form
          ref={form}
          class="editor"
          aria-label={title}
          onSubmit={(e) => {
            e.preventDefault();
            save();
          }}
        >
          {children}
          <div class="editor-foot">
            <Button submit kind="primary" keys="Ctrl+Enter" busy={busy} disabled={!typed}>
              {t.save}
            </Button>
            {aside}
            {remove && (
              <Button kind="bad" keys="Alt+X" onClick={() => setRemoving(true)}>
                {t.remove}
              </Button>
            )}
          </div>
        </form>
      </Panel>
      {after}
      {removing && remove && (
        <Dialog title={remove.ask} close={() => setRemoving(false)}>
          <DialogButtons>
            <Button data-first onClick={() => setRemoving(false)}>
              {t.cancel}
            </Button>
            <Button
              kind="bad"
              onClick={() => {
                setRemoving(false);
                remove.run();
              }}
            >
              {t.remove}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </main>
  );
}
