export { pythonLiteral } from "./python.ts";
export { renderTemplate, type TemplateContext } from "./render.ts";
