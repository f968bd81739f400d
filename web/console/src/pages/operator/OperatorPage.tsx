import "./operator.css";
import { useEffect, useState } from "preact/hooks";
import { session } from "../../api";
import { phone as written, useWords } from "../../i18n";
import { useKeys, type KeyAction } from "../../keys";
import { board, callsOf, card, type BoardCall } from "../../live";
import { phone } from "../../phone";
import { attempt, Button, Panel } from "../../ui";
import { ColleaguesPanel, QueuesPanel } from "./Beside";
import { callerOf } from "./caller";
import { busyWith, cards, tidied, withCard } from "./cards";
import { CallTile } from "./CallTile";
import { CardPanel, unsaved } from "./CardPanel";
import { drivable, heldNumbers, keyedCall, longestHeld, movable, ringingCall, strays, type DeskDialog } from "./desk";
import { DialDialog } from "./DialDialog";
import { digitKeys } from "./Digits";
import { announce } from "./announce";
import { answerCall, cancelTransfer, completeTransfer, hangUp, hold, resume, sendToDriver } from "./moves";
import { PhoneTile } from "./PhoneTile";
import { StatePanel } from "./StatePanel";
import { TransferDialog } from "./TransferDialog";
import { words } from "./words";

/** Where an operator sits: his state, his calls, the card, and the office beside. */
export function OperatorPage() {
  const t = useWords(words);
  const own = session.value?.operator ?? "";
  const calls = callsOf(board.value, own);
  const [dialog, ask] = useState<DeskDialog | null>(null);
  const consulted = calls.find((c) => c.operator === own && c.consulting);
  const keyed = keyedCall(calls, own);
  const ringing = ringingCall(calls, own);
  const talked = keyed?.operator === own && keyed.stage === "talking" ? keyed : undefined;
  const moved = talked && movable(talked) ? talked : undefined;
  const driven = talked && drivable(talked) ? talked : undefined;
  const held = longestHeld(calls, own);
  const alone = strays(phone.calls.value, calls, own);
  const stranger = alone.find((c) => c.state === "ringing");

  useEffect(() => {
    phone.held.value = heldNumbers(calls, own);
  }, [calls]);
  // A card that the engine opens.
  const opened = card.value;
  useEffect(() => {
    if (!opened) return;
    const busy = busyWith(cards.value, calls, unsaved.value);
    const open = busy ? cards.value : tidied(cards.value, calls, unsaved.value);
    cards.value = withCard(open, opened.call, busy);
  }, [opened]);
  // Who begins to talk wants to see that call's card, if it is open.
  useEffect(() => {
    if (talked && cards.peek().calls.includes(talked.id)) cards.value = { ...cards.peek(), looked: talked.id };
  }, [talked?.id]);
  useEffect(() => {
    const who = ringing ? callerOf(ringing, t.withheld).title : stranger && (written(stranger.number) || t.withheld);
    return who ? announce(t.newCall(who)) : undefined;
  }, [ringing?.id, stranger?.id, t]);

  const act = (work: () => Promise<unknown>) => void attempt(t.failed, work);
  const keys: KeyAction[] = [
    { keys: "F2", label: t.answer, group: t.calls, disabled: !ringing && !stranger, run: () => (ringing ? act(() => answerCall(ringing.id)) : phone.answer()) },
    {
      keys: "F4",
      label: t.hangup,
      group: t.calls,
      disabled: !keyed && alone.length === 0,
      run: () => {
        if (keyed?.operator === own) act(() => hangUp(keyed.id));
        else phone.hangup();
      },
    },
    {
      keys: "F8",
      label: `${t.hold} / ${t.resume}`,
      group: t.calls,
      disabled: consulted !== undefined || (!talked && !held),
      run: () => {
        if (talked) act(() => hold(talked.id));
        else if (held) act(() => resume(held.id));
      },
    },
    { keys: "F9", label: t.transfer, group: t.calls, disabled: !moved, run: () => moved && ask({ kind: "transfer", call: moved.id }) },
    { keys: "F10", label: t.toDriver, group: t.calls, disabled: !driven, run: () => driven && act(() => sendToDriver(driven.id, t.sentToDriver)) },
    { keys: "F7", label: t.mute, group: t.calls, disabled: !phone.talking.value, run: () => phone.mute() },
    { keys: "F6", label: t.dialOut, group: t.calls, run: () => ask({ kind: "dial", number: "" }) },
  ];
  if (phone.talking.value && !dialog) {
    keys.push(...digitKeys.map((d) => ({ keys: d, label: t.digits, group: t.digits, run: () => void phone.dial(d) })));
  }
  useKeys(keys);

  return (
    <main id="page" class="desk">
      <h1 class="unseen">{t.page}</h1>
      <div class="desk-calls">
        <StatePanel />
        {consulted && <ConsultationBar about={consulted} />}
        <Panel
          title={t.calls}
          class="grows"
          aside={
            <Button size="small" keys="F6" onClick={() => ask({ kind: "dial", number: "" })}>
              {t.dialOut}
            </Button>
          }
        >
          <div class="tiles scrolls">
            {calls.map((c) => (
              <CallTile
                key={c.id}
                call={c}
                own={own}
                keyed={c.id === keyed?.id}
                next={c.id === ringing?.id}
                looked={c.id === cards.value.looked}
                look={() => (cards.value = withCard(cards.value, c.id, false))}
                ask={ask}
              />
            ))}
            {alone.map((c) => (
              <PhoneTile key={c.id} call={c} />
            ))}
            {calls.length + alone.length === 0 && (
              <div class="empty">
                <p>{t.noCalls}</p>
                <p class="small">{t.noCallsHint}</p>
              </div>
            )}
          </div>
        </Panel>
      </div>
      <CardPanel own={own} ask={ask} />
      <div class="desk-beside">
        <QueuesPanel />
        <ColleaguesPanel own={own} />
      </div>
      {dialog?.kind === "transfer" && <TransferDialog call={dialog.call} own={own} close={() => ask(null)} />}
      {dialog?.kind === "dial" && <DialDialog number={dialog.number} order={dialog.order} close={() => ask(null)} />}
    </main>
  );
}

/** While an operator asks somebody whether he takes a call, which may be before he has answered. */
function ConsultationBar({ about }: { about: BoardCall }) {
  const t = useWords(words);
  const of = about.consulting;
  const who = of?.operator ? (board.value.operators.get(of.operator)?.name ?? of.operator) : written(of?.number ?? "");
  const complete = () => void attempt(t.failed, () => completeTransfer(about.id));
  const back = () => void attempt(t.failed, () => cancelTransfer(about.id));
  useKeys([
    { keys: "Shift+F9", label: t.complete, group: t.calls, run: complete },
    { keys: "Shift+F8", label: t.takeBack, group: t.calls, run: back },
  ]);
  return (
    <div class="consultation" role="status">
      <p>{of?.state === "talking" ? t.consulting(who) : t.asking(who)}</p>
      <Button kind="primary" keys="Shift+F9" onClick={complete}>
        {t.complete}
      </Button>
      <Button keys="Shift+F8" onClick={back}>
        {t.takeBack}
      </Button>
    </div>
  );
}
