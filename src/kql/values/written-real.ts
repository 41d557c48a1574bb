/** A whole number written as a real (`2.0`, `1e3`), which JavaScript does not distinguish. */
export class WrittenReal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}
