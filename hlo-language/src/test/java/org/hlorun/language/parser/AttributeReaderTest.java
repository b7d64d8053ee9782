package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.parse;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.CustomCallSchedule;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.Statistics;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeReaderTest {
  private static final String P = "p = f32[4,4] parameter(0)\n";
  private static final String ADD =
      "HloModule m\n"
          + "add { x = f32[] parameter(0) y = f32[] parameter(1) ROOT r = f32[] add(x, y) }\n";

  /** An instruction whose only operand is {@code p}, with attributes. */
  private static HloInstruction unary(String head, String attributes) {
    return root(P + "r = " + head + "(p), " + attributes);
  }

  /** A value of an attribute that every instruction takes. */
  private static <T> T common(Attribute<T> attribute, String value) {
    return unary("f32[4,4] negate", attribute + "=" + value).get(attribute);
  }

  private static HloInstruction withAdd(String body) {
    return parse(ADD + "ENTRY e {\n" + body + "\n}").entry().root();
  }

  // The list of attributes.

  @Test
  void attributesThatWereNotWrittenAreNotSet() {
    HloInstruction root = root(P + "r = f32[4,4,4,4] dot(p, p)");
    assertTrue(root.attributes().keys().isEmpty());
    assertEquals(LongList.empty(), root.get(Attribute.LHS_CONTRACTING_DIMS));
  }

  @Test
  void unexpectedAttributesAreReportedWithTheAllowedOnes() {
    assertBodyRejected(
        "4:25",
        "unexpected attribute \"foo\". Allowed attributes: backend_config, control-predecessors,"
            + " frontend_attributes, metadata, origin, sharding, statistics",
        P + "r = f32[4,4] negate(p), foo=1");
    assertEquals(
        "did you mean metadata?",
        assertBodyRejected(
                "4:25",
                "unexpected attribute \"metdata\". Allowed attributes: backend_config,"
                    + " control-predecessors, frontend_attributes, metadata, origin, sharding,"
                    + " statistics",
                P + "r = f32[4,4] negate(p), metdata={}")
            .remedy());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:46 | attribute dimensions already exists | dimensions={1,0}, dimensions={1,0}",
        "4:28 | expects attribute name | dimensions ={1,0}",
        "4:28 | expects attribute name | 1",
        "4:39 | expects a list starting with '{' | dimensions=1",
        "4:40 | expects integer | dimensions={a}",
        "4:42 | expects integer | dimensions={1,}",
        "4:42 | expects a list to end with '}' | dimensions={1 0}",
        "4:40 | expects integer | dimensions={1.0}",
        "4:44 | expects attribute name | dimensions={1}, ",
      })
  void malformedListsAreRefused(String place, String message, String attributes) {
    assertBodyRejected(place, message, P + "r = f32[4,4] transpose(p), " + attributes + " =");
  }

  @Test
  void aMissingAttributeIsReportedWhereAttributesBegin() {
    assertBodyRejected(
        "4:24",
        "attribute dimensions is expected but not seen",
        P + "r = f32[4,4] reverse(p), metadata={}");
    assertBodyRejected(
        "4:27",
        "attribute dimensions is expected but not seen",
        P + "r = f32[4,4] transpose(p) dimensions={1,0}");
  }

  // Plain values.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:43 | expects true or false | lower=1",
        "4:43 | expects true or false | lower=True",
        "4:49 | expects transpose option but sees: transpose | transpose_a=transpose",
        "4:49 | expects transpose option | transpose_a=1",
      })
  void malformedValuesOfTriangularSolveAreRefused(String place, String message, String attribute) {
    assertBodyRejected(place, message, P + "r = f32[4,4] triangular-solve(p,p), " + attribute);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1 | 0.10000000149011612",
        "1 | 1",
        "-1e-3 | -0.0010000000474974513",
        "1e-50 | 0",
        "nan | NaN"
      })
  void floatsAreRoundedToSinglePrecision(String text, double expected) {
    HloInstruction root =
        root(
            P
                + "s = f32[4] parameter(1)\n"
                + "r = f32[4,4] batch-norm-inference(p,s,s,s,s), feature_index=1, epsilon="
                + text);
    assertEquals(expected, root.get(Attribute.EPSILON));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e50", "-1e50", "inf", "-inf", "3.5e38"})
  void floatsMustFitSinglePrecision(String text) {
    assertBodyRejected(
        "5:72",
        "value out of range for float",
        P
            + "s = f32[4] parameter(1)\n"
            + "r = f32[4,4] batch-norm-inference(p,s,s,s,s), feature_index=1, epsilon="
            + text);
  }

  @Test
  void wordsAreMatchedExactly() {
    HloInstruction root = root(P + "r = compare(p,p), direction=GE, type=TOTALORDER");
    assertEquals(ComparisonDirection.GE, root.get(Attribute.DIRECTION));
    assertEquals(ComparisonType.TOTALORDER, root.get(Attribute.COMPARISON_TYPE));
    assertEquals(
        "write one of EQ, NE, GE, GT, LE, LT",
        assertBodyRejected(
                "4:29",
                "expects comparison direction but sees: lt",
                P + "r = compare(p,p), direction=lt")
            .remedy());
  }

  @Test
  void someWordsAreMatchedInAnyCase() {
    String dot = P + "r = f32[4,4] dot(p,p), lhs_contracting_dims={1}, rhs_contracting_dims={0}, ";
    assertEquals(
        List.of(Precision.HIGH, Precision.HIGHEST),
        root(dot + "operand_precision={high,HIGHEST}").get(Attribute.OPERAND_PRECISION));
    assertEquals(
        DotAlgorithm.DOT_BF16_BF16_F32_X3,
        root(dot + "algorithm=DOT_bf16_bf16_f32_x3").get(Attribute.DOT_ALGORITHM));
    String rng = "a = f32[] constant(0)\nr = f32[4] rng(a,a), distribution=";
    assertEquals(
        RandomDistribution.RNG_NORMAL, root(rng + "RNG_Normal").get(Attribute.DISTRIBUTION));
    String bits = "k = u64[2] parameter(0)\nr = (u64[2],u8[1]) rng-bit-generator(k), algorithm=";
    assertEquals(
        RandomAlgorithm.RNG_PHILOX, root(bits + "RNG_PHILOX").get(Attribute.RANDOM_ALGORITHM));
    assertEquals(
        CustomCallSchedule.SCHEDULE_EARLIEST,
        unary("f32[] custom-call", "custom_call_target=\"x\", schedule=schedule_earliest")
            .get(Attribute.SCHEDULE));
  }

  @Test
  void anApiVersionThatIsUnspecifiedIsLeftUnset() {
    HloInstruction root =
        unary("f32[] custom-call", "custom_call_target=\"x\", api_version=API_VERSION_UNSPECIFIED");
    assertFalse(root.has(Attribute.API_VERSION));
    assertEquals(CustomCallApiVersion.API_VERSION_ORIGINAL, root.get(Attribute.API_VERSION));
  }

  @Test
  void stringsMayBeJson() {
    assertEquals("a\"b", common(Attribute.BACKEND_CONFIG, "\"a\\\"b\""));
    String json = "{\"a\" : {\"b\\\"}\":\"}\"}, /* no comment */ \"c\":[1]}";
    assertEquals(json, common(Attribute.BACKEND_CONFIG, json));
    assertBodyRejected(
        "4:40", "expects string or JSON dict", P + "r = f32[4,4] negate(p), backend_config=x");
  }

  // Structured values.

  @Test
  void slicesHaveStartLimitAndStride() {
    assertEquals(
        List.of(new SliceRange(0, 2, 1), new SliceRange(1, 4, 3)),
        unary("f32[2,1] slice", "slice={[0:2], [1:4:3]}").get(Attribute.SLICE));
  }

  @Test
  void paddingHasLowHighAndInterior() {
    HloInstruction root = root(P + "r = pad(p, f32[] constant(0)), padding=1_2x-1_3_4");
    assertEquals(
        List.of(new PaddingDimension(1, 2, 0), new PaddingDimension(-1, 3, 4)),
        root.get(Attribute.PADDING));
  }

  @Test
  void windowsHaveDefaults() {
    String text =
        "ENTRY e { p = f32[4,4] parameter(0) z = f32[] constant(0) "
            + "r = f32[4,4] reduce-window(p, z), to_apply=add, window=";
    Window window = parse(ADD + text + "{size=2x3} }").entry().root().get(Attribute.WINDOW);
    assertEquals(new Window(List.of(WindowDimension.ofSize(2), WindowDimension.ofSize(3))), window);
    assertEquals(
        new Window(List.of(new WindowDimension(3, 2, -1, 1, 4, 5, true))),
        parse(ADD + text + "{pad=-1_1 stride=2 size=3 lhs_dilate=5 rhs_dilate=4 rhs_reversal=1} }")
            .entry()
            .root()
            .get(Attribute.WINDOW));
    assertEquals(
        new Window(List.of()), parse(ADD + text + "{} }").entry().root().get(Attribute.WINDOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | sub-attribute 'size=' already exists | {size=2x2 size=2x2}",
        "0 | expects 'stride=' has the same size as 'size=' | {size=2x2 stride=2}",
        "0 | expects 'pad=' has the same size as 'size=' | {size=2 pad=0_0x1_1}",
        "0 | expects 'rhs_reversal=' has the same size as 'size=' | {rhs_reversal=1}",
        "14 | expects padding_low and padding_high separated by '_' | {size=2x2 pad=0_0_1x0_0}",
        "14 | expects window pad pattern, e.g., '0_0x3_3' | {size=2x2 pad=1}",
        "6 | expects sizes like 3 or 3x4 | {size=1_1}",
        "9 | expects attribute name | {size=2x2, stride=2x2}",
        "10 | unexpected attribute \"foo\". Allowed attributes: lhs_dilate, pad, rhs_dilate,"
            + " rhs_reversal, size, stride | {size=2x2 foo=1}",
        "0 | expects '{' to start sub attributes | 2x2",
        "6 | integer is out of range for 64 bits | {size=99999999999999999999x2}",
      })
  void malformedWindowsAreRefused(int offset, String message, String window) {
    String head = "z = f32[] constant(0) r = f32[4,4] reduce-window(z, z), window=";
    assertBodyRejected("3:" + (head.length() + 1 + offset), message, head + window);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:38 | expects ':' between start and limit of a slice range | {[0],[0:4]}",
        "4:42 | expects ']' at the end of a slice range | {[0:1:2:3]}",
        "4:36 | expects a slice range [start:limit:stride] | {0:2}",
      })
  void malformedSlicesAreRefused(String place, String message, String slice) {
    assertBodyRejected(place, message, P + "ROOT r = f32[2,4] slice(p), slice=" + slice);
  }

  @Test
  void dimensionLabelsGiveTheRolesOfDimensions() {
    HloInstruction root =
        root(
            """
            p = f32[1,8,9,3] parameter(0)
            k = f32[3,3,3,5] parameter(1)
            r = f32[1,5,8,9] convolution(p, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_10oi->bf01
            """);
    ConvolutionDimensions dimensions = root.get(Attribute.DIM_LABELS);
    assertEquals(0, dimensions.inputBatch());
    assertEquals(3, dimensions.inputFeature());
    assertEquals(LongList.of(1, 2), dimensions.inputSpatial());
    assertEquals(3, dimensions.kernelInputFeature());
    assertEquals(2, dimensions.kernelOutputFeature());
    assertEquals(LongList.of(1, 0), dimensions.kernelSpatial());
    assertEquals(0, dimensions.outputBatch());
    assertEquals(1, dimensions.outputFeature());
    assertEquals(LongList.of(2, 3), dimensions.outputSpatial());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bf_io->bf", "b0f_0io->b0f", "?b01f_0?1io->b01?f", "012bf_io012->012bf"})
  void dimensionLabelsMayStandAnywhere(String labels) {
    assertEquals(
        labels,
        unary("f32[] custom-call", "custom_call_target=\"c\", dim_labels=" + labels)
            .get(Attribute.DIM_LABELS)
            .text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expects unique lhs dimension numbers, but sees b00f | b00f_01io->b01f",
        "expects unique lhs dimension numbers, but sees bb01 | bb01_01io->b01f",
        "expects unique rhs dimension numbers, but sees 01ii | b01f_01ii->b01f",
        "expects [0-1bf?] in lhs dimension numbers | b02f_01io->b01f",
        "expects [0-1io?] in rhs dimension numbers | b01f_04io->b01f",
        "expects 'b' and 'f' in output dimension numbers, but sees b01 | b01f_01io->b01",
        "input, kernel, and output must have same number of spatial dimensions, but got 1, 2, 2,"
            + " respectively. | b0f_01io->b01f",
        "expects dim labels pattern, e.g., 'bf0_0io->0bf' | b01f",
        "expects dim labels pattern, e.g., 'bf0_0io->0bf' | \"b01f_01io->b01f\"",
      })
  void malformedDimensionLabelsAreRefused(String message, String labels) {
    String head = "r = f32[] custom-call(), custom_call_target=\"c\", dim_labels=";
    assertBodyRejected("3:" + (head.length() + 1), message, head + labels);
  }

  @Test
  void sparsityIsPerSide() {
    HloInstruction root =
        root(
            """
            p = f32[1,8,8,3] parameter(0)
            k = f32[1,1,3,5] parameter(1)
            r = f32[1,8,8,5] convolution(p, k), dim_labels=b01f_01io->b01f, window={size=1x1}, sparsity_config={lhs={sparsity=1x4 dimension=2 stride=3} rhs={dimension=0 sparsity=2x4}}
            """);
    assertEquals(
        List.of(
            new SparsityDescriptor(true, 1, 4, 2, 3), new SparsityDescriptor(false, 2, 4, 0, 1)),
        root.get(Attribute.SPARSITY_CONFIG));
  }

  @Test
  void aliasesJoinOutputsAndOperands() {
    assertEquals(
        List.of(
            new OperandAlias(LongList.of(0), 0, LongList.empty()),
            new OperandAlias(LongList.of(1, 0), 2, LongList.of(3))),
        unary(
                "f32[] custom-call",
                "custom_call_target=\"x\", output_to_operand_aliasing={ {0}: (0, {}), {1,0}: (2,"
                    + " {3}) }")
            .get(Attribute.OUTPUT_TO_OPERAND_ALIASING));
  }

  @Test
  void metadataHasOptionalFields() {
    assertEquals(
        new OpMetadata("a", "b", "c.py", 1, 2, 3, 4, LongList.of(1), "d", "e", 5, "f"),
        common(
            Attribute.METADATA,
            "{op_type=\"a\" op_name='b', source_file=\"c.py\" source_line=1 source_end_line=2"
                + " source_column=3 source_end_column=4 profile_type={1} deduplicated_name=\"d\""
                + " scheduling_name=\"e\" stack_frame_id=5 metadata_payload=\"f\"}"));
    assertEquals("", common(Attribute.METADATA, "{}").opName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:35 | unexpected attribute \"foo\". Allowed attributes: deduplicated_name,"
            + " metadata_payload, op_name, op_type, profile_type, scheduling_name, source_column,"
            + " source_end_column, source_end_line, source_file, source_line, stack_frame_id |"
            + " {foo=1}",
        "4:48 | sub-attribute 'op_type=' already exists | {op_type=\"a\", op_type=\"b\"}",
        "4:47 | expects attribute name | {op_type=\"a\",,}",
        "4:47 | value out of range for int32_t | {source_line=2147483648}",
        "4:47 | expects integer | {source_line=\"1\"}",
        "4:43 | expects string | {op_type=1}",
      })
  void malformedMetadataIsRefused(String place, String message, String metadata) {
    assertBodyRejected(place, message, P + "r = f32[4,4] negate(p), metadata=" + metadata);
  }

  @Test
  void originsAreTrees() {
    assertEquals(
        new OriginalValue.Tuple(
            List.of(
                new OriginalValue.Leaf(new OriginalArray("a", LongList.empty())),
                new OriginalValue.Tuple(
                    List.of(
                        new OriginalValue.Leaf(new OriginalArray("b", LongList.of(1, 0))),
                        new OriginalValue.Leaf(null))))),
        common(Attribute.ORIGIN, "{({\"a\"}, ({\"b\" {1,0}}, {}))}"));
    assertEquals(new OriginalValue.SyntheticCall(), common(Attribute.ORIGIN, "{[synthetic_call]}"));
    assertFalse(unary("f32[4,4] negate", "origin={}").has(Attribute.ORIGIN));
    assertBodyRejected(
        "4:33",
        "expects '{' to start an original array",
        P + "r = f32[4,4] negate(p), origin={\"a\"}");
  }

  @Test
  void statisticsAreNamedNumbers() {
    assertEquals(
        new Statistics(
            1,
            List.of(
                new Statistics.Statistic("stat-1", 33), new Statistics.Statistic("stat-2", 0.5))),
        common(Attribute.STATISTICS, "{visualizing_index=1,stat-1=33, stat-2=0.5}"));
    assertEquals(new Statistics(0, List.of()), common(Attribute.STATISTICS, "{}"));
  }

  @Test
  void frontendAttributesAreSortedStrings() {
    assertEquals(
        "{a={\"x\":{}}, b=c\"d}",
        common(Attribute.FRONTEND_ATTRIBUTES, "{b=\"c\\\"d\", a={\"x\":{}}}").entries().toString());
  }

  @Test
  void resultAccuracyIsAModeOrATolerance() {
    assertEquals(new ResultAccuracy(ResultAccuracy.Mode.HIGHEST, null), accuracy("{mode=highest}"));
    assertEquals(
        new ResultAccuracy(ResultAccuracy.Mode.DEFAULT, new ResultAccuracy.Tolerance(1, 0.5, 2)),
        accuracy("{tolerance={atol=1, rtol=0.5, ulps=2}}"));
    assertEquals(
        new ResultAccuracy(ResultAccuracy.Mode.DEFAULT, new ResultAccuracy.Tolerance(0, 0, 3)),
        accuracy("{tolerance={ulps=3}}"));
    assertBodyRejected(
        "4:49",
        "Negative tolerance values are not allowed",
        P + "r = f32[4,4] tan(p), result_accuracy={tolerance={ulps=-3}}");
  }

  private static ResultAccuracy accuracy(String text) {
    return unary("f32[4,4] tan", "result_accuracy=" + text).get(Attribute.RESULT_ACCURACY);
  }

  @Test
  void resultAccuracyIsForTranscendentalsOnly() {
    assertBodyRejected(
        "4:25",
        "unexpected attribute \"result_accuracy\". Allowed attributes: backend_config,"
            + " control-predecessors, frontend_attributes, metadata, origin, sharding, statistics",
        P + "r = f32[4,4] negate(p), result_accuracy={mode=highest}");
  }

  // References.

  @Test
  void controlPredecessorsAreEarlierInstructions() {
    HloInstruction root = root(P + "a = negate(p)\nr = negate(p), control-predecessors={%a, p, a}");
    assertEquals(
        List.of("a", "p"), root.controlPredecessors().stream().map(HloInstruction::name).toList());
    assertBodyRejected(
        "4:40", "instruction 'z' is not defined", P + "r = negate(p), control-predecessors={p,z}");
    assertBodyRejected(
        "4:37",
        "expects at least one control predecessor",
        P + "r = negate(p), control-predecessors={}");
  }

  @Test
  void computationsAreDefinedBeforeTheyAreReferredTo() {
    HloInstruction root =
        withAdd(
            "i = f32[2] iota(), iota_dimension=0 z = f32[] constant(0) r = reduce(i, z),"
                + " dimensions={0}, to_apply=%add");
    assertEquals("add", root.get(Attribute.TO_APPLY).name());
    assertBodyRejected(
        "4:32", "computation does not exist: e", P + "r = f32[4,4] call(p), to_apply=e");
  }

  @Test
  void domainsHaveTwoSides() {
    HloInstruction root =
        unary(
            "f32[4,4] domain",
            "domain={kind=\"sharding\", entry={replicated}, exit={maximal device=3}}");
    assertEquals("sharding", root.get(Attribute.DOMAIN).kind());
    assertBodyRejected(
        "4:32",
        "unsupported domain kind: foo",
        P + "r = f32[4,4] domain(p), domain={kind=\"foo\", entry={replicated}, exit={manual}}");
    assertBodyRejected(
        "4:68",
        "sub-attribute exit is expected but not seen",
        P + "r = f32[4,4] domain(p), domain={kind=\"sharding\", entry={replicated}}");
  }
}
