package org.hlorun.benchmarks.xla;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Registers a StableHLO program as a function that XLA compiles when it is first called. */
final class XlaFunction {
  /** Version 10 of {@code XlaCallModule} takes StableHLO as it is. */
  private static final long MODULE_VERSION = 10;

  /** Size of {@code TF_Output}: a pointer to an operation and the number of a result. */
  private static final long OUTPUT_BYTES = 16;

  /** The protocol buffer {@code AttrValue{b: true}}. */
  private static final byte[] TRUE = {0x28, 1};

  private final TensorflowLibrary library;
  private final Arena arena;
  private final MemorySegment graph;

  private XlaFunction(TensorflowLibrary library, Arena arena) {
    this.library = library;
    this.arena = arena;
    this.graph = (MemorySegment) library.call("TF_NewGraph", ADDRESS);
  }

  /** Adds a function {@code name} to a context. */
  static void register(
      TensorflowLibrary library,
      MemorySegment context,
      String name,
      String stablehlo,
      List<TensorType> inputs,
      List<TensorType> outputs) {
    try (Arena arena = Arena.ofConfined()) {
      XlaFunction function = new XlaFunction(library, arena);
      MemorySegment parameters = function.placeholders(inputs);
      MemorySegment call = function.callModule(stablehlo, parameters, inputs, outputs);
      function.addTo(context, name, parameters, inputs.size(), call, outputs.size());
      library.call("TF_DeleteGraph", null, function.graph);
    }
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(text);
  }

  private MemorySegment placeholders(List<TensorType> inputs) {
    MemorySegment result = arena.allocate(OUTPUT_BYTES * Math.max(1, inputs.size()), 8);
    for (int i = 0; i < inputs.size(); i++) {
      MemorySegment node =
          (MemorySegment)
              library.call("TF_NewOperation", ADDRESS, graph, text("Placeholder"), text("p" + i));
      library.call("TF_SetAttrType", null, node, text("dtype"), inputs.get(i).code());
      result.set(ADDRESS, OUTPUT_BYTES * i, finish(node));
    }
    return result;
  }

  private MemorySegment finish(MemorySegment node) {
    return (MemorySegment) library.checked("TF_FinishOperation", ADDRESS, node);
  }

  private MemorySegment callModule(
      String stablehlo,
      MemorySegment parameters,
      List<TensorType> inputs,
      List<TensorType> outputs) {
    MemorySegment node =
        (MemorySegment)
            library.call("TF_NewOperation", ADDRESS, graph, text("XlaCallModule"), text("call"));
    library.call("TF_AddInputList", null, node, parameters, inputs.size());
    library.call("TF_SetAttrInt", null, node, text("version"), MODULE_VERSION);
    byte[] bytes = stablehlo.getBytes(StandardCharsets.UTF_8);
    library.call(
        "TF_SetAttrString", null, node, text("module"), text(stablehlo), (long) bytes.length);
    setTypes(node, "Tin", inputs);
    setTypes(node, "Tout", outputs);
    MemorySegment shapes = arena.allocate(ADDRESS, Math.max(1, outputs.size()));
    MemorySegment ranks = arena.allocate(JAVA_INT, Math.max(1, outputs.size()));
    for (int i = 0; i < outputs.size(); i++) {
      long[] dimensions = outputs.get(i).dimensions();
      shapes.setAtIndex(ADDRESS, i, XlaSession.dimensions(arena, dimensions));
      ranks.setAtIndex(JAVA_INT, i, dimensions.length);
    }
    library.call("TF_SetAttrShapeList", null, node, text("Sout"), shapes, ranks, outputs.size());
    MemorySegment platforms = arena.allocate(ADDRESS);
    platforms.set(ADDRESS, 0, text("CPU"));
    MemorySegment lengths = arena.allocate(JAVA_LONG);
    lengths.set(JAVA_LONG, 0, "CPU".length());
    library.call("TF_SetAttrStringList", null, node, text("platforms"), platforms, lengths, 1);
    return finish(node);
  }

  private void setTypes(MemorySegment node, String attribute, List<TensorType> types) {
    MemorySegment codes = arena.allocate(JAVA_INT, Math.max(1, types.size()));
    for (int i = 0; i < types.size(); i++) {
      codes.setAtIndex(JAVA_INT, i, types.get(i).code());
    }
    library.call("TF_SetAttrTypeList", null, node, text(attribute), codes, types.size());
  }

  private void addTo(
      MemorySegment context,
      String name,
      MemorySegment parameters,
      int inputs,
      MemorySegment call,
      int outputs) {
    MemorySegment results = arena.allocate(OUTPUT_BYTES * Math.max(1, outputs), 8);
    for (int i = 0; i < outputs; i++) {
      results.set(ADDRESS, OUTPUT_BYTES * i, call);
      results.set(JAVA_INT, OUTPUT_BYTES * i + ADDRESS.byteSize(), i);
    }
    MemorySegment none = MemorySegment.NULL;
    byte plainName = 0;
    int wholeGraph = -1;
    MemorySegment function =
        (MemorySegment)
            library.checked(
                "TF_GraphToFunction",
                ADDRESS,
                graph,
                text(name),
                plainName,
                wholeGraph,
                none,
                inputs,
                parameters,
                outputs,
                results,
                none,
                none,
                none);
    MemorySegment yes = arena.allocate(TRUE.length);
    yes.copyFrom(MemorySegment.ofArray(TRUE));
    library.checked(
        "TF_FunctionSetAttrValueProto",
        null,
        function,
        text("_XlaMustCompile"),
        yes,
        (long) TRUE.length);
    library.checked("TFE_ContextAddFunction", null, context, function);
  }
}
