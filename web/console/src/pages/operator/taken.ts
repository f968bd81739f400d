import { signal } from "@preact/signals";

/** Addresses of an earlier order that are to be put into a call's form. */
export const takenAddress = signal<{ call: string; pickup: string; destination: string } | null>(null);
