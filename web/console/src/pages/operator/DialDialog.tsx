import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { attempt, Button, Dialog, DialogButtons, TextField } from "../../ui";
import { dial } from "./moves";
import { words } from "./words";

interface Props {
  number: string;
  order: string | undefined;
  close: () => void;
}

/** Asks which number to call. The operator's telephone rings first. */
export function DialDialog({ number, order, close }: Props) {
  const t = useWords(words);
  const [typed, setTyped] = useState(number);
  const wanted = typed.replace(/[\s()-]/g, "");
  const good = /^\+?\d{2,15}$/.test(wanted);
  const call = async (e: Event) => {
    e.preventDefault();
    if (!good) return;
    close();
    await attempt(t.failed, () => dial(wanted, order));
  };
  return (
    <Dialog title={t.dialNumber} close={close}>
      <form class="stack" onSubmit={call}>
        <TextField label={t.number} type="tel" inputMode="tel" value={typed} change={setTyped} />
        <DialogButtons>
          <Button onClick={close}>{t.cancel}</Button>
          <Button kind="good" keys="Enter" submit disabled={!good}>
            {t.dialOut}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
