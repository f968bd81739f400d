import { useState } from "preact/hooks";
import { answer, api } from "../../api";
import { useWords } from "../../i18n";
import { board } from "../../live";
import { Button, Select, TextField, attempt, tell } from "../../ui";
import { words } from "./words";

type Role = "owner" | "supervisor" | "operator" | "integration";
const roles: readonly Role[] = ["operator", "supervisor", "owner", "integration"];

/** Takes in somebody who logs in. */
export function AddUser({ added }: { added: () => void }) {
  const t = useWords(words);
  const nobody = { login: "", name: "", role: "operator" as Role, operator: "", password: "" };
  const [user, setUser] = useState(nobody);
  const add = async () => {
    const body = { ...user, operator: user.operator || undefined, password: user.password || undefined };
    const done = await attempt(t.failed, () => answer(api.POST("/api/v1/users", { body })));
    if (done === undefined) return;
    setUser(nobody);
    tell(t.created);
    added();
  };
  return (
    <form
      class="filters"
      aria-label={t.addUser}
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <TextField label={t.login} required value={user.login} change={(login) => setUser({ ...user, login })} />
      <TextField label={t.name} required value={user.name} change={(name) => setUser({ ...user, name })} />
      <Select label={t.role} value={user.role} change={(role) => setUser({ ...user, role })} options={roles.map((value) => ({ value, label: t.roles[value] }))} />
      <TextField label={t.extension} inputMode="numeric" pattern="[0-9]{2,6}" value={user.operator} change={(operator) => setUser({ ...user, operator })} />
      <TextField label={t.password} type="password" autocomplete="new-password" value={user.password} change={(password) => setUser({ ...user, password })} />
      <Button submit>{t.addUser}</Button>
    </form>
  );
}

/** Takes in an operator: his telephones may register at once. */
export function AddOperator({ added }: { added: () => void }) {
  const t = useWords(words);
  const queues = [...board.value.queues.keys()];
  const nobody = { id: "", name: "", queue: "", password: "" };
  const [operator, setOperator] = useState(nobody);
  const queue = operator.queue || queues[0] || "";
  const add = async () => {
    const body = { id: operator.id, name: operator.name, queues: queue ? [{ queue, priority: 1 }] : [], password: operator.password || undefined };
    const done = await attempt(t.failed, () => answer(api.POST("/api/v1/operators", { body })));
    if (done === undefined) return;
    setOperator(nobody);
    tell(t.created);
    added();
  };
  return (
    <form
      class="filters"
      aria-label={t.addOperator}
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <TextField label={t.extension} required inputMode="numeric" pattern="[0-9]{2,6}" value={operator.id} change={(id) => setOperator({ ...operator, id })} />
      <TextField label={t.name} required value={operator.name} change={(name) => setOperator({ ...operator, name })} />
      <Select label={t.queues} value={queue} change={(q) => setOperator({ ...operator, queue: q })} options={queues.map((value) => ({ value, label: value }))} />
      <TextField
        label={t.phonePassword}
        type="password"
        autocomplete="new-password"
        value={operator.password}
        change={(password) => setOperator({ ...operator, password })}
      />
      <Button submit>{t.addOperator}</Button>
    </form>
  );
}
