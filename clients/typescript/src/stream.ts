// A bounded queue of events on their way to a program. Knows nothing of what they say.

import { EventsMissed, type CallplaneError } from "./errors.js";

/** An asynchronous iterator of the events since it was made. One that runs over yields what it holds, then throws EventsMissed. */
export class EventStream<T> implements AsyncIterableIterator<T, undefined> {
  private readonly waiting: T[] = [];
  private readers: { resolve(result: IteratorResult<T, undefined>): void; reject(error: Error): void }[] = [];
  private ended = false;
  private error: CallplaneError | undefined;

  constructor(
    private readonly size: number,
    private readonly onLeave: () => void = () => {},
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event; `done` when there will be no more. Throws ConnectionLost or EventsMissed. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.waiting.length > 0) return Promise.resolve({ done: false, value: this.waiting.shift() as T });
    if (this.error) return Promise.reject(this.error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.readers.push({ resolve, reject }));
  }

  /** A program that leaves its loop wants no more. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.end();
    this.onLeave();
    return { done: true, value: undefined };
  }

  put(event: T): void {
    if (this.ended) return;
    const reader = this.readers.shift();
    if (reader) reader.resolve({ done: false, value: event });
    else if (this.waiting.length < this.size) this.waiting.push(event);
    else this.end(new EventsMissed(`more than ${this.size} events waited to be read: read faster, then fetch the state anew`));
  }

  end(error?: CallplaneError): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    const readers = this.readers;
    this.readers = [];
    for (const reader of readers) {
      if (error) reader.reject(error);
      else reader.resolve({ done: true, value: undefined });
    }
  }
}
