import { definePipeline } from "@asimov-gw/core/pipeline";

import { Pesummary } from "./pesummary.ts";

const pesummary: typeof Pesummary = definePipeline(Pesummary);
export default pesummary;
