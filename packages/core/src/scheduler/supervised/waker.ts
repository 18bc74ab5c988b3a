/** Lets a loop sleep until something happens. A call of `wake` while nobody sleeps ends the next sleep at once. */
export interface Waker {
  readonly wake: () => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A new {@link Waker}. */
export function createWaker(): Waker {
  let woken = false;
  let stop: (() => void) | undefined;
  return {
    wake: () => {
      woken = true;
      stop?.();
    },
    sleep: async (milliseconds) => {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          stop = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      stop = undefined;
      woken = false;
    },
  };
}
