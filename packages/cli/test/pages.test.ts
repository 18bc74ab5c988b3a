import { blueprint, test, toyPlugin, toySource } from "./support/index.ts";

const publishing = toySource.replace(
  "async afterCompletion() {",
  `async afterCompletion() {
    mkdirSync(this.path("web"), { recursive: true });
    writeFileSync(this.path("web", "home.html"), "page of attempt " + this.analysis.attempt);
    this.log.info("published " + (await this.publishPages("summary", this.path("web"))));`,
);

test.concurrent("pages that a pipeline publishes are found, and stay when it runs again", async ({ expect, openProject }) => {
  const project = openProject({
    plugins: { toy: toyPlugin("toy", publishing) },
    blueprint: blueprint({ pe: "", later: "needs: [pe]\nstatus: wait" }),
  });
  expect(await project.show("pages")).toMatchInlineSnapshot(`
    "$ asimov pages
    no pages are published
    exit code 0"
  `);
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("pages", "EV1/pe")).toMatchInlineSnapshot(`
    "$ asimov pages EV1/pe
    EV1/pe  summary  pages/EV1/pe/summary/home.html
    exit code 0"
  `);
  expect(await project.json("pages")).toMatchInlineSnapshot(`
    [
      {
        "analysis": "EV1/pe",
        "directory": "/project/pages/EV1/pe/summary",
        "name": "summary",
        "start": "/project/pages/EV1/pe/summary/home.html",
      },
    ]
  `);
  expect(project.read("pages/EV1/pe/summary/home.html")).toBe("page of attempt 1");
  await project.run("analysis", "restart", "EV1/pe", "--yes");
  await project.run("monitor");
  expect(project.read("pages/EV1/pe/summary/home.html")).toBe("page of attempt 1");
  await project.run("monitor", "--chain", "--watch");
  expect(project.read("pages/EV1/pe/summary/home.html")).toBe("page of attempt 2");
});
