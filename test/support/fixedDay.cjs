/*
 * The day on which tests run, here and in every process of Node that they start: the sample's versions were in support and
 * its exceptions in force. What the pack says of other days, tests say to it. Only the date is another; time goes on.
 */
const day = "2026-11-22T12:00:00Z";

const RealDate = globalThis.Date;
const realNow = RealDate.now;
const ahead = RealDate.parse(day) - realNow();
const now = () => realNow() + ahead;

const FixedDate = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
RealDate.prototype.constructor = FixedDate;
globalThis.Date = FixedDate;

const option = `--require ${JSON.stringify(module.filename)}`;
const options = process.env.NODE_OPTIONS ?? "";
if (!options.includes(option)) process.env.NODE_OPTIONS = `${options} ${option}`.trim();
