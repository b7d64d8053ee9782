package org.hlorun.language.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static final String ANNOTATED =
      """
      HloModule m
      ENTRY main {
        x = f32[4] parameter(0)
        b = f32[4,2] broadcast(x), sharding={replicated}, dimensions={0},\
       frontend_attributes={a="b"}, metadata={op_name="n"}, backend_config="c",\
       origin={{"o"}}, statistics={visualizing_index=0,s=1}
        ROOT s = f32[2,2] slice(b), slice={[0:4:2], [0:2]}, metadata={op_name="n"}
      }
      """;

  private static Attributes of(String name) {
    HloModule module = HloParser.parse(SourceText.of("m.hlo", ANNOTATED));
    return module.entry().instruction(name).orElseThrow().attributes();
  }

  @Test
  void annotationsAreWhatSaysNothingAboutTheValue() {
    List<String> annotations = new ArrayList<>();
    for (Attribute<?> key : of("b").keys()) {
      if (key.isAnnotation()) {
        annotations.add(key.name());
      }
    }
    annotations.sort(null);
    assertEquals(
        List.of(
            "backend_config",
            "frontend_attributes",
            "metadata",
            "origin",
            "sharding",
            "statistics"),
        annotations);
  }

  @Test
  void withoutAnnotationsTheRestIsLeftAsItWas() {
    Attributes broadcast = of("b").withoutAnnotations();
    assertEquals(List.of(Attribute.DIMENSIONS), broadcast.keys());
    assertEquals(of("b").find(Attribute.DIMENSIONS), broadcast.find(Attribute.DIMENSIONS));
    Attributes slice = of("s").withoutAnnotations();
    assertFalse(slice.has(Attribute.METADATA));
    assertTrue(slice.has(Attribute.SLICE));
    assertSame(slice, slice.withoutAnnotations());
  }
}
