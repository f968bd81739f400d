import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { Button, Choice, Dialog, DialogButtons, TextField } from "../../ui";
import { words } from "./words";

interface Props {
  cancel: (whose: "client" | "office", why: string) => void;
  close: () => void;
}

/** Asks whose wish it is that an order is cancelled. */
export function CancelDialog({ cancel, close }: Props) {
  const t = useWords(words);
  const [whose, setWhose] = useState<"client" | "office">("client");
  const [why, setWhy] = useState("");
  return (
    <Dialog title={t.cancelAsk} close={close}>
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          cancel(whose, why.trim());
        }}
      >
        <Choice
          label={t.whose}
          value={whose}
          change={setWhose}
          options={[
            { value: "client", label: t.byClient },
            { value: "office", label: t.byOffice },
          ]}
        />
        <TextField data-first label={t.why} value={why} change={setWhy} maxLength={200} />
        <DialogButtons>
          <Button onClick={close}>{t.keep}</Button>
          <Button kind="bad" submit keys="Enter">
            {t.cancelOrder}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
