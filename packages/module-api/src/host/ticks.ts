// The clock of httpserv.h: whole milliseconds since the machine was started.

const BOOT = Number(process.hrtime.bigint() / 1_000_000n) - performance.now()

/** Ticks of a time that performance.now() gave. */
export function ticksOf(time: number): number { return Math.floor(BOOT + time) }
