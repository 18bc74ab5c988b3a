import { definePipeline } from "@asimov-gw/core/pipeline";

import { Rift } from "./rift.ts";

const rift: typeof Rift = definePipeline(Rift);
export default rift;
