// Properties look at new examples in every run, except where a run decides: there the same change must always get the same answer.
if (process.env["CI"] !== undefined) {
  const { default: fc } = await import("fast-check");
  fc.configureGlobal({ seed: 20150914 });
}
