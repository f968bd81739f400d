import { useWords } from "../../../i18n";
import { Checkbox, TextField } from "../../../ui";
import type { Saving } from "../editing/saving";
import { words } from "./words";

interface Props {
  has: boolean;
  pin: string;
  none: boolean;
  change: (to: { pin: string; noPIN: boolean }) => void;
  saving: Saving;
}

/** By which a caller is known on a telephone that is not his. It is never shown. */
export function PINFields({ has, pin, none, change, saving }: Props) {
  const t = useWords(words);
  return (
    <div>
      <TextField
        label={t.pin}
        hint={has ? t.hasPIN : t.hasNoPIN}
        inputMode="numeric"
        autocomplete="new-password"
        disabled={none}
        maxLength={12}
        value={pin}
        change={(text) => {
          saving.mend("pin");
          change({ pin: text, noPIN: none });
        }}
        error={saving.error("pin")}
      />
      {has && <Checkbox label={t.noPIN} checked={none} change={(on) => change({ pin: on ? "" : pin, noPIN: on })} />}
    </div>
  );
}
