import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useWords } from "../i18n";
import { words } from "./words";

interface Props {
  title: string;
  /** Asked for by Escape, the cross, or a click beside it; whoever shows the dialog takes it away. */
  close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** A question in front of everything else. It is open for as long as it is drawn, and gives the focus back. */
export function Dialog({ title, close, wide, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const t = useWords(words);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${wide ? "wide" : ""}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onMouseDown={(e) => e.target === box.current && close()}
    >
      <div class="dialog-inside">
        <h2 id={id}>{title}</h2>
        {children}
        {/* Last, so that the focus begins with what is asked. */}
        <button type="button" class="cross" aria-label={t.close} onClick={close}>
          ✕
        </button>
      </div>
    </dialog>
  );
}

/** The buttons at a dialog's foot, the one to press last. */
export function DialogButtons({ children }: { children: ComponentChildren }) {
  return <div class="dialog-buttons">{children}</div>;
}
