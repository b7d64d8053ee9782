package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Cases of what moves elements to places that are known beforehand. */
final class MovementCases {
  /** The shapes of the operands, of the result, and the attributes. */
  private record Form(String operand, String result, String attributes) {
    /** A form a line: {@code [6] to [2,3], attributes}. */
    static List<Form> of(String lines) {
      return lines.lines().map(Form::parse).toList();
    }

    private static Form parse(String line) {
      int to = line.indexOf(" to ");
      String rest = line.substring(to + " to ".length());
      int comma = rest.indexOf(", ");
      int end = comma < 0 ? rest.length() : comma;
      return new Form(line.substring(0, to), rest.substring(0, end), rest.substring(end));
    }
  }

  private MovementCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case PAD -> pads(type);
      case CONCATENATE -> concatenations(type);
      case IOTA -> iotas(type);
      case GET_DIMENSION_SIZE ->
          one(opcode, type, List.of(form("[5,0]", "[]", ", dimensions={0}")));
      case CONSTANT, PARAMETER -> leaves(opcode, type);
      default -> one(opcode, type, forms(opcode));
    };
  }

  private static Form form(String operand, String result, String attributes) {
    return new Form(operand, result, attributes);
  }

  private static List<Form> forms(Opcode opcode) {
    return switch (opcode) {
      case BROADCAST ->
          Form.of(
              """
              [] to [7], dimensions={}
              [] to [0,3], dimensions={}
              [5] to [5,13], dimensions={0}
              [13] to [5,13]{0,1}, dimensions={1}
              [2,7] to [2,3,7], dimensions={0,2}
              [1] to [1,1031], dimensions={0}
              """);
      case RESHAPE ->
          Form.of(
              """
              [6,35] to [2,3,5,7]
              [2,3,5,7]{0,1,2,3} to [210]
              [1] to []
              [0,4] to [2,0]
              [1031] to [1031,1]
              """);
      case TRANSPOSE ->
          Form.of(
              """
              [5,13] to [13,5], dimensions={1,0}
              [2,3,5] to [5,2,3], dimensions={2,0,1}
              [37,41]{0,1} to [41,37], dimensions={1,0}
              [2,3,5,7] to [2,5,3,7], dimensions={0,2,1,3}
              [0,3] to [3,0], dimensions={1,0}
              [17,3,17] to [17,17,3], dimensions={2,0,1}
              """);
      case REVERSE ->
          Form.of(
              """
              [7] to [7], dimensions={0}
              [5,13] to [5,13], dimensions={1}
              [13,13] to [13,13], dimensions={0}
              [3,5,7]{0,2,1} to [3,5,7], dimensions={0,2}
              [0,2] to [0,2], dimensions={0,1}
              [1031] to [1031], dimensions={0}
              """);
      case SLICE ->
          Form.of(
              """
              [7] to [3], slice={[2:5]}
              [11,13] to [4,4], slice={[1:11:3],[2:13:3]}
              [5,13]{0,1} to [5,0], slice={[0:5],[3:3]}
              [1031] to [343], slice={[2:1030:3]}
              [2,3,5] to [1,3,5], slice={[1:2],[0:3],[0:5]}
              """);
      case COPY ->
          Form.of(
              """
              [5,13]{0,1} to [5,13]{1,0}
              [2,3,5,7] to [2,3,5,7]{0,3,1,2}
              [] to []
              [0] to [0]
              """);
      case BITCAST ->
          Form.of(
              """
              [6] to [2,3]
              [5,1] to [5]
              """);
      default -> List.of();
    };
  }

  private static List<ConformanceCase> one(Opcode opcode, ElementType type, List<Form> forms) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Form form : forms) {
      String result = opcode == Opcode.GET_DIMENSION_SIZE ? "s32[]" : type.text() + form.result();
      new CaseBuilder(opcode, type, form.operand() + " to " + form.result() + form.attributes())
          .operand(type.text() + form.operand(), Values.special())
          .root("%s %s(p0)%s".formatted(result, opcode.mnemonic(), form.attributes()))
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> pads(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Form form :
        List.of(
            form("[7]", "", "1_2"),
            form("[7]", "", "0_0_3"),
            form("[7]", "", "-2_3"),
            form("[5,13]", "", "2_1x0_4"),
            form("[5,13]{0,1}", "", "-1_2_1x3_-2_2"),
            form("[0,2]", "", "2_3x0_1"),
            form("[1031]", "", "1_0"))) {
      String padding = ", padding=" + form.attributes();
      new CaseBuilder(Opcode.PAD, type, form.operand() + padding)
          .operand(type.text() + form.operand(), Values.special())
          .operand(type.text() + "[]", Values.integers(3))
          .root("pad(p0, p1)" + padding)
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> concatenations(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (List<String> shapes :
        List.of(
            List.of("[3]", "[5]", "0"),
            List.of("[4,4]", "[4,4]", "1"),
            List.of("[4,4]", "[4,4]", "0"),
            List.of("[2,0]", "[2,3]", "1"),
            List.of("[5,13]{0,1}", "[5,1]", "1"),
            List.of("[1031]", "[7]", "0"),
            List.of("[2,3,5]", "[2,1,5]", "1"))) {
      new CaseBuilder(
              Opcode.CONCATENATE, type, shapes.get(0) + shapes.get(1) + " in " + shapes.get(2))
          .operand(type.text() + shapes.get(0), Values.special())
          .operand(type.text() + shapes.get(1), Values.numbers())
          .root("concatenate(p0, p1, p0), dimensions={%s}".formatted(shapes.get(2)))
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> iotas(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (List<String> shape :
        List.of(
            List.of("[7]", "0"),
            List.of("[0]", "0"),
            List.of("[1]", "0"),
            List.of("[5,5]", "0"),
            List.of("[5,5]{0,1}", "1"),
            List.of("[3,2,7]", "1"),
            List.of("[1031]", "0"))) {
      new CaseBuilder(Opcode.IOTA, type, shape.get(0) + " along " + shape.get(1))
          .root("%s%s iota(), iota_dimension=%s".formatted(type.text(), shape.get(0), shape.get(1)))
          .ifPresent(cases::add);
    }
    return cases;
  }

  /** Parameters and constants come out as they are, in any layout. */
  private static List<ConformanceCase> leaves(Opcode opcode, ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    if (opcode == Opcode.PARAMETER) {
      for (String shape : ElementwiseCases.SHAPES) {
        new CaseBuilder(opcode, type, shape)
            .operand(type.text() + shape, Values.special())
            .root("tuple(p0, p0)")
            .ifPresent(cases::add);
      }
    } else {
      String number =
          type.isPred()
              ? "true"
              : type.isComplex() ? "(1, 0)" : type == ElementType.S1 ? "-1" : "1";
      for (String shape : List.of("[]", "[1]", "[3]")) {
        String value =
            switch (shape) {
              case "[1]" -> "{%s}".formatted(number);
              case "[3]" -> "{%1$s, %1$s, %1$s}".formatted(number);
              default -> number;
            };
        new CaseBuilder(opcode, type, shape)
            .root("%s%s constant(%s)".formatted(type.text(), shape, value))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }
}
