/** Set to any value, this environment variable keeps stack traces, for looking into a failure of the program. */
export const traceVariable = "BASALT_TRACE";
