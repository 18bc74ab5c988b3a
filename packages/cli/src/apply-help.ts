/** What follows the options in `asimov apply --help`: examples, and documents that stand for many. */
export const applyHelp: string = `
Examples:
  asimov apply -f defaults.yaml -f GW150914.yaml
  asimov apply -f analyses.yaml -e GW150914 --dry-run
  asimov apply -f https://example.org/blueprints/defaults.yaml
  asimov apply --plugin gracedb --event GW150914 S150914 --dry-run

One analysis for each combination of some values ("kind: analysis"):
  name: pe-{waveform.approximant}-{sampler.sampler kwargs.nlive}
  strategy:
    waveform.approximant: [IMRPhenomXPHM, SEOBNRv5PHM]    # the first one varies slowest
    zip: {sampler.sampler kwargs.nlive: [1000, 2000], sampler.sampler kwargs.naccept: [30, 60]}    # these vary together
    exclude: [{waveform.approximant: SEOBNRv5PHM, sampler.sampler kwargs.nlive: 2000}]
    include: [{waveform.approximant: NRSur7dq4, sampler.sampler kwargs.nlive: 4000, sampler.sampler kwargs.naccept: 60}]
    limit: 2000    # if more than 1000 combinations are meant

Analyses from several files ("kind: analysisbundle"):
  analyses: [psd, {name: pe, pipeline: bilby, needs: [psd]}]    # psd is psd.yaml beside the bundle or in analyses/

An analysis that combines others of its event ("kind: analysis"), and one over several events ("kind: projectanalysis"):
  analyses: [pe-a, pe-b]    # names or conditions, as in needs; both are waited for
  refreshable: true    # run again by itself when these have changed
  subjects: [GW150914, GW151226]    # of a project analysis: its events; its address is project:NAME

Several stages that combine the same analyses ("kind: postprocessing"):
  subject: GW150914
  analyses: ["pipeline: bilby"]
  stages: [{name: pages, pipeline: pesummary}, {name: plots, pipeline: plots, needs: [pages]}]`;
