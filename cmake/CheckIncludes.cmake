# The layers, checked: run with
#   cmake -DROOT=<project> -P cmake/CheckIncludes.cmake
# (the test "includes"). Every #include "folder/file.h" below src must name the
# file's own folder, or a folder that the link lines of its own folder name, and
# those folders must come earlier in BURIN_FOLDERS of src/CMakeLists.txt. Test
# files may also include what the folder's tests link.

cmake_policy(VERSION 3.25)

file(READ ${ROOT}/src/CMakeLists.txt text)
string(REGEX MATCH "BURIN_FOLDERS[ \n]([^)]*)\\)" found "${text}")
string(REGEX REPLACE "[ \n]+" ";" folders "${CMAKE_MATCH_1}")
list(REMOVE_ITEM folders "")

# The folder of every target, before any link line is looked at.
foreach(folder ${folders})
  if(NOT EXISTS ${ROOT}/src/${folder}/CMakeLists.txt)
    continue()
  endif()
  file(READ ${ROOT}/src/${folder}/CMakeLists.txt text)
  string(REGEX REPLACE "#[^\n]*" "" text "${text}")
  set(lists_${folder} "${text}")
  string(REGEX MATCHALL "burin_library\\([ \n]*[a-z_0-9]+" calls "${text}")
  foreach(call ${calls})
    string(REGEX REPLACE "burin_library\\([ \n]*" "" name "${call}")
    set(folder_of_burin_${name} ${folder})
  endforeach()
endforeach()

# The folders that the calls of one function in one folder link.
function(linked_folders folder function out)
  string(REGEX MATCHALL "${function}\\([^)]*\\)" calls "${lists_${folder}}")
  set(result)
  foreach(call ${calls})
    string(REGEX MATCHALL "burin_[a-z_0-9]+" targets "${call}")
    foreach(target ${targets})
      if(DEFINED folder_of_${target})
        list(APPEND result ${folder_of_${target}})
      endif()
    endforeach()
  endforeach()
  set(${out} ${result} PARENT_SCOPE)
endfunction()

set(errors "")
set(checked 0)
set(below "")  # folders earlier in the order
foreach(folder ${folders})
  linked_folders(${folder} burin_library library)
  linked_folders(${folder} burin_test tests)
  foreach(linked ${library})
    if(NOT linked IN_LIST below AND NOT linked STREQUAL folder)
      string(APPEND errors "src/${folder}/CMakeLists.txt: links ${linked}, "
        "which is not below ${folder}\n")
    endif()
  endforeach()
  list(APPEND below ${folder})
  file(GLOB_RECURSE files RELATIVE ${ROOT}
    ${ROOT}/src/${folder}/*.h ${ROOT}/src/${folder}/*.cc)
  foreach(file ${files})
    set(allowed ${folder} burin ${library})
    get_filename_component(name ${file} NAME)
    if(name MATCHES "_test\\.(cc|h)$" OR name MATCHES "^test_")
      list(APPEND allowed ${tests})
    endif()
    file(STRINGS ${ROOT}/${file} lines REGEX "^[ \t]*#[ \t]*include \"")
    foreach(line ${lines})
      math(EXPR checked "${checked} + 1")
      string(REGEX MATCH "\"([^/\"]+)/" found "${line}")
      if(found STREQUAL "")
        string(APPEND errors "${file}: ${line}: no folder named\n")
      elseif(NOT CMAKE_MATCH_1 IN_LIST allowed)
        string(APPEND errors "${file}: ${line}: ${folder} does not link "
          "${CMAKE_MATCH_1}\n")
      endif()
    endforeach()
  endforeach()
endforeach()

if(checked EQUAL 0)
  message(FATAL_ERROR "no #include found below ${ROOT}/src")
endif()
if(NOT errors STREQUAL "")
  message(FATAL_ERROR "\n${errors}")
endif()
message(STATUS "${checked} includes checked")
