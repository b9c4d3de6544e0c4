// What can go wrong for a program. Texts are for people; programs look at the class and the numbers.

/** Base of everything that this client throws on purpose. */
export class CallplaneError extends Error {
  override name = this.constructor.name;
}

/** Wrong user, password or token, locked, ...: `detail` is a number of AsnLogonErrorEnum. */
export class LogonRefused extends CallplaneError {
  constructor(
    readonly detail: number,
    text: string,
  ) {
    super(text);
  }
}

/** The server understood a request and refused it: `detail` 1 general error, 2 access denied, 3 invalid line. */
export class Refused extends CallplaneError {
  constructor(
    readonly detail: number,
    text: string,
  ) {
    super(text);
  }
}

/** The server could not read a request, or does not serve it. */
export class Rejected extends CallplaneError {}

/** No connection could be made: nobody answers there, or no server of this interface. */
export class ConnectionFailed extends CallplaneError {}

/** The connection is gone for good, or its session ended while a request was under way: it may or may not have taken effect. */
export class ConnectionLost extends CallplaneError {}

/** No answer in time; the operation may still take effect. */
export class AnswerTimeout extends CallplaneError {}

/** Events came faster than an iterator was read. Fetch the state anew. */
export class EventsMissed extends CallplaneError {}
