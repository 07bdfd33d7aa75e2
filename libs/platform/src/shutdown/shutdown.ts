/** What shutting down tells its surroundings. */
export interface ShutdownLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface ShutdownOptions {
  readonly log: ShutdownLog;
  /** Milliseconds all steps together may take. */
  readonly timeoutMs: number;
  /** Called when they took longer; ends the process in production. */
  readonly onTimeout: () => void;
}

interface Step {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Closes what was opened, last first: what was opened later may need what was opened before. A step
 * that fails is logged and the others still run, because a lost step must not leave a database open.
 */
export class Shutdown {
  private readonly steps: Step[] = [];
  private running: Promise<boolean> | undefined;

  constructor(private readonly options: ShutdownOptions) {}

  /** Registers how to close what was just opened. */
  add(name: string, close: Step['close']): void {
    this.steps.push({ name, close });
  }

  /** Closes everything once. True when every step succeeded in time. Calling it again waits for the same run. */
  run(reason: string): Promise<boolean> {
    this.running ??= this.closeAll(reason);
    return this.running;
  }

  /**
   * Runs on SIGINT and SIGTERM and sets the exit code. Further signals change nothing: Ctrl-C often
   * arrives twice, from the terminal and from npm. Returns a function that stops listening.
   */
  listen(): () => void {
    const onSignal = (signal: NodeJS.Signals): void => {
      void this.run(signal).then((clean) => {
        process.exitCode = clean ? 0 : 1;
      });
    };
    for (const signal of signals) process.on(signal, onSignal);
    return () => {
      for (const signal of signals) process.off(signal, onSignal);
    };
  }

  private async closeAll(reason: string): Promise<boolean> {
    this.options.log.info({ reason }, 'shutting down');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.options.timeoutMs);
    });
    const steps = this.closeSteps();
    const clean = await Promise.race([steps.then((failed) => ({ failed })), late]);
    clearTimeout(timer);
    if (clean) return clean.failed === 0;
    this.options.log.error({ timeoutMs: this.options.timeoutMs }, 'shutdown took too long');
    this.options.onTimeout();
    return false;
  }

  private async closeSteps(): Promise<number> {
    let failed = 0;
    for (let step = this.steps.pop(); step; step = this.steps.pop())
      try {
        await step.close();
      } catch (error) {
        failed += 1;
        this.options.log.error({ err: error, step: step.name }, 'could not be closed');
      }
    return failed;
  }
}
