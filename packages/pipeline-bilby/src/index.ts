import { definePipeline } from "@asimov-gw/core/pipeline";

import { Bilby } from "./bilby.ts";

const bilby: typeof Bilby = definePipeline(Bilby);
export default bilby;
