// Starts work that can be aborted, and aborts it after a number of milliseconds. AbortSignal.timeout() would do the
// same, but Safari before 16, Chrome before 103 and Firefox before 100 do not have it.
export function withTimeout(milliseconds, work) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  return work(controller.signal).finally(() => clearTimeout(timer));
}
