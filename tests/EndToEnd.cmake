# The program from outside, over the whole path:
#   cmake -DBURIN=<program> -DCHECKPOINT=<file> -DWORK=<folder>
#     -P tests/EndToEnd.cmake
# Draws 24 photographs, takes a checkpoint to ONNX, plates, results and accuracy,
# and holds against each other what must be equal.

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/RunBurin.cmake)

# Photographs to inputs.
run(0 demo-data data --val 2)
run(0 preprocess --data-root data --save-dir bins --gt-path gt.npy)
expect_files(bins "batch-*.bin" 24)
run(0 preprocess --data_root data --save_dir fives/bins --batch-size 5)
expect_files(fives/bins "*" 4)
expect_match("${ERR}" "note: 4 images")
if(NOT EXISTS ${WORK}/fives/labels.npy)
  message(FATAL_ERROR "no labels.npy beside the save folder")
endif()

# Checkpoint to ONNX to plates; the same input gives the same bytes.
run(0 export --checkpoint ${CHECKPOINT} --output net.onnx)
run(0 export --pth-path ${CHECKPOINT} --onnx-path again.onnx)
expect_same(net.onnx again.onnx)
run(0 inspect net.onnx --json)
string(JSON input GET "${OUT}" inputs 0 name)
foreach(batch 1 5)
  run(0 compile --framework=5 --model=net.onnx --output=bs${batch}
    --input_format=NCHW --input_shape=${input}:${batch},3,224,224 --log=error
    --soc_version=Ascend310P3)
  expect_match("${ERR}" "note: --soc_version")
endforeach()
run(0 compile --model=net.onnx --output=again.om
  --input_shape=${input}:5,3,224,224)
expect_same(bs5.plate again.plate)
run(0 inspect bs5.plate --plan-hash)
set(hash "${OUT}")
run(0 inspect again.plate --plan-hash)
if(NOT hash STREQUAL OUT)
  message(FATAL_ERROR "plan hashes differ: ${hash} ${OUT}")
endif()

# The same bits for every batch, position, thread count and format of inputs.
run(0 infer --model bs1.plate --input bins --output out --output_dirname one)
expect_files(out/one "*" 24)
run(0 infer --model bs5.om --input bins --output out --output_dirname five
  --batchsize 5 --threads 1)
expect_match("${ERR}" "note: --model bs5.om: bs5.plate is opened")
run(0 infer --model bs5.plate --input fives/bins --output out
  --output_dirname many)
foreach(i RANGE 23)
  string(LENGTH "${i}" digits)
  math(EXPR zeros "5 - ${digits}")
  string(REPEAT 0 ${zeros} name)
  expect_same(out/one/batch-${name}${i}_0.bin out/five/batch-${name}${i}_0.bin)
endforeach()
run(0 infer --model bs5.plate --input bins --output out --output_dirname npy
  --outfmt NPY)
run(0 infer --model bs5.plate --input out/../bins --output out
  --output_dirname txt --outfmt TXT)

# A run that is stopped and started again gives the same results. Where it was
# stopped depends on the machine; that must not matter.
find_program(TIMEOUT timeout REQUIRED)
foreach(signal INT KILL)
  execute_process(COMMAND ${TIMEOUT} -s ${signal} 1 ${BURIN} infer
    --model bs1.plate --input bins --output out --output_dirname ${signal}
    --loop 100 WORKING_DIRECTORY ${WORK} OUTPUT_QUIET ERROR_QUIET)
  run(0 infer --model bs1.plate --input bins --output out
    --output_dirname ${signal})
  expect_files(out/${signal} "*" 24)
  if(EXISTS ${WORK}/out/${signal}.journal)
    message(FATAL_ERROR "a finished run left its journal")
  endif()
  foreach(i 00 01 11 12 22 23)
    expect_same(out/one/batch-000${i}_0.bin out/${signal}/batch-000${i}_0.bin)
  endforeach()
endforeach()

# The summary lies beside the results and holds what other programs read.
if(EXISTS ${WORK}/out/five/five_summary.json)
  message(FATAL_ERROR "the summary lies inside the results")
endif()
file(READ ${WORK}/out/five_summary.json summary)
string(JSON count LENGTH "${summary}" filesinfo)
string(JSON infile GET "${summary}" filesinfo 23 infiles 0)
string(JSON throughput GET "${summary}" throughput)
string(JSON p99 GET "${summary}" NPU_compute_time "percentile(99%)")
expect_match("${count} ${infile}" "^24 bins/batch-00023.bin$")

# Accuracy: the same from every kind of result and straight from photographs.
run(0 evaluate --result-dir out/one --gt-path gt.npy)
string(REGEX MATCH "acc@1:[0-9.]+, acc@5:[0-9.]+" accuracy "${OUT}")
expect_match("${accuracy}" "^acc@1:[01]\\.[0-9][0-9][0-9][0-9], acc@5:")
foreach(folder five npy txt)
  run(0 evaluate --infer_result_dir out/${folder} --gt-path gt.npy)
  expect_match("${OUT}" "${accuracy}")
endforeach()
run(0 evaluate --model bs5.plate --data-root data)
expect_match("${OUT}" "${accuracy}")
run(0 evaluate --result-dir out/many --gt-path fives/labels.npy)
expect_match("${OUT}" "20 images")
run(0 evaluate --result-dir out/one --n 24 --style shiftvit)
expect_match("${ERR}" "class i / 50")
expect_match("${OUT}" "Acc@Top1:")
run(1 evaluate --result-dir out/one)
expect_match("${ERR}" "burin: bad-dataset: .*49976 of 50000 results are missing")

# Rewritten ONNX is ONNX that gives the same answers.
run(0 optimize -i net.onnx -o edited.onnx)
expect_match("${OUT}" "optimize success: edited.onnx, [0-9]+ -> [0-9]+ nodes")
run(0 compile --model=edited.onnx --output=edited
  --input_shape=${input}:5,3,224,224)
run(0 infer --model edited.plate --input bins --output out
  --output_dirname edited)
run(0 evaluate --result-dir out/edited --gt-path gt.npy)
expect_match("${OUT}" "${accuracy}")

run(0 optimize evaluate --path net.onnx -know KnowledgeBNFolding --json)
string(JSON name GET "${OUT}" 0 rewrites 0 name)
expect_match("${name}" "^batch-norm$")
run(0 optimize -in net.onnx -of faster.onnx -t --loop 3)
expect_match("${OUT}" "\napplied: [^\n]*\noptimize success: faster.onnx, ")
run(0 optimize extract -in net.onnx -of part.onnx -snn ${input})
expect_match("${OUT}" "extract success: part.onnx, .* nodes, 1 inputs, 1 outputs")
run(2 optimize extract -in net.onnx -of part.onnx -enn nosuchnode)

# Pure inference, spelled as web pages spell it.
run(0 infer --model bs5.plate --loop=2 "-–batchsize" 5 --output pure
  --output_dir x)
expect_match("${OUT}" "throughput 1000.batchsize.mean.5.[^\n]*: [0-9.e+]+\n")
expect_files(pure/x "*" 1)

# What a file holds.
foreach(file ${CHECKPOINT} net.onnx bs1.plate)
  run(0 inspect ${file})
  expect_match("${OUT}" "\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n")
endforeach()

# A profile against the instruction peak, and the trace of one execution.
run(0 infer --model bs1.plate --input bins --output out
  --output_dirname profiled --profile --trace trace.json)
expect_match("${OUT}" "\ntotal [^\n]* GFLOP an image, [^\n]* % of the peak\n")
expect_match("${OUT}" "\nthreads busy [0-9.]+ %")
file(READ ${WORK}/out/profiled_summary.json summary)
string(JSON steps LENGTH "${summary}" burin profile steps)
file(READ ${WORK}/trace.json trace)
string(JSON events LENGTH "${trace}" traceEvents)
if(NOT events GREATER steps)
  message(FATAL_ERROR "${events} events of ${steps} steps")
endif()
run(1 infer --model bs1.plate --trace no/such/folder/trace.json)
expect_match("${ERR}" "burin: [a-z-]+: no/such/folder/trace.json")
run(0 bench ${CHECKPOINT} --batch 1,2 --loop 5 --precision fp32,bf16
  --data-root data --json bench.json --csv bench.csv --markdown bench.md
  --html bench.html)
expect_match("${OUT}" "best: batch [12] in (fp32|bf16), ")
expect_match("${OUT}" "fp32: 24 images, ${accuracy}")
file(READ ${WORK}/bench.json bench)
string(JSON rows LENGTH "${bench}" rows)
string(JSON steps LENGTH "${bench}" profile steps)
if(NOT rows EQUAL 4)
  message(FATAL_ERROR "bench.json has ${rows} rows, 4 expected")
endif()
file(READ ${WORK}/bench.html page)
expect_match("${page}" "roofline.*</html>")
file(STRINGS ${WORK}/bench.csv lines)
list(LENGTH lines lines)
if(NOT lines EQUAL 5)
  message(FATAL_ERROR "bench.csv has ${lines} lines, 5 expected")
endif()
run(0 bench net.onnx --batch 2 --loop 5 --baseline bench.json --json -)
string(JSON ratio GET "${OUT}" rows 0 to_baseline)
expect_match("${ratio}" "^[0-9]")
run(1 bench net.onnx --baseline bench.csv)
expect_match("${ERR}" "burin: bad-config: bench.csv: no report of burin bench")
run(1 bench net.onnx --html no/such/folder/x.html)
expect_match("${ERR}" "burin: not-found: no/such/folder/x.html")
run(2 bench bs1.plate)
expect_match("${ERR}" "a plate has one batch size")

# A wrong input file is named before anything is written.
file(COPY ${WORK}/bins/batch-00000.bin DESTINATION ${WORK}/bad)
file(WRITE ${WORK}/bad/batch-00001.bin "short")
run(1 infer --model bs1.plate --input bad --output out --output_dirname bad)
expect_match("${ERR}"
  "^burin: bad-input: batch-00001.bin: 5 bytes, 602112 expected [^\n]*\n$")
if(EXISTS ${WORK}/out/bad)
  message(FATAL_ERROR "a refused run left out/bad")
endif()
run(2 infer --model bs1.plate --frobnicate)
expect_match("${ERR}" "^burin: bad-usage: [^\n]*--frobnicate[^\n]*\n$")
