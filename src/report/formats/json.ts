import type { ReportFormat } from "../format.ts";
import { jsonPieces } from "../json-pieces.ts";
import type { ReportModel } from "../model.ts";

/** The model as it is; characters that a terminal would act on are escaped, so nothing is lost. */
export const jsonFormat: ReportFormat = {
  id: "json",
  mediaType: "application/json",
  render: (model) => [...pieces(model)].join(""),
  pieces,
};

function* pieces(model: ReportModel): Generator<string> {
  yield* jsonPieces(model);
  yield "\n";
}
