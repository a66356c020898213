// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_dump.h.

#include "cli/infer_dump.h"

#include <filesystem>

#include "base/checked_math.h"
#include "base/file.h"
#include "cli/console.h"
#include "cli/infer_options.h"
#include "infer/execution.h"
#include "infer/step_dump.h"

namespace burin::cli {
namespace {

// Whether the disk of `folder` has room for `bytes` each of `batches`.
Result<void> CheckRoom(const std::string& folder, uint64_t bytes,
                       size_t batches) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  const auto needed = CheckedMul(bytes, uint64_t{batches});
  if (error || (needed && *needed <= space.available)) return {};
  return MakeError(ErrorCode::kNoSpace, folder, ": --dump writes ",
                   Megabytes(bytes), " for each of ", batches,
                   " batches, there is room for ", Megabytes(space.available),
                   "; --limit dumps fewer files");
}

std::string BatchName(size_t batch) {
  std::string out = std::to_string(batch);
  if (out.size() < 5) out.insert(0, 5 - out.size(), '0');
  return out;
}

Result<BatchBuffers> MakeInputs(const Session& session, PureData data) {
  BURIN_ASSIGN(BatchBuffers out, BatchBuffers::Allocate(session.inputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    if (data == PureData::kRandom) {
      FillRandom(session.inputs()[i], out.spans()[i]);
    }
  }
  return out;
}

}  // namespace

Result<void> DumpBatches(const Session& session, const std::string& plate,
                         const Grouping* grouping, const RunOptions& options,
                         const std::string& result_folder) {
  const std::string root = SideFolder(result_folder, "dump");
  const size_t batches = grouping == nullptr ? 1 : grouping->batch_count();
  BURIN_ASSIGN(StepDump dump,
               StepDump::Open(plate, session.threads(), session.batch()));
  BURIN_TRY(MakeFolder(root));
  BURIN_TRY(CheckRoom(root, dump.bytes(), batches));
  BURIN_ASSIGN(const BatchBuffers in, MakeInputs(session, options.pure_data));
  ProgressLine progress("dump");
  for (size_t b = 0; b < batches; ++b) {
    BURIN_TRY(CheckStop(options));
    for (size_t i = 0; grouping != nullptr && i < in.spans().size(); ++i) {
      BURIN_TRY(ReadBatch(*grouping, b, i, in.spans()[i]));
    }
    BURIN_TRY(dump.Write(in.ConstSpans(), StrCat(root, "/", BatchName(b))));
    progress.Update(b + 1, batches);
  }
  Info("dump ", root, ": ", batches, " batches of ", dump.tensors(),
       " tensors, ", Megabytes(dump.bytes()), " each");
  return {};
}

}  // namespace burin::cli
