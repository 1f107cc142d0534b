package io.quantgrid.datasets.longcontext;

import java.util.List;

/** Words that texts and names are made of. */
final class Vocabulary {
  static final List<String> ADJECTIVES =
      words(
          """
          amber ancient bitter blue brave bright broken calm careful cheerful clever cloudy copper
          crooked curious damp deep distant dusty early empty faint fierce foggy fragile frozen
          gentle golden green grey happy hasty heavy hidden hollow honest humble icy idle jolly
          kind late lazy light little lonely loud lucky mellow merry mild misty modest muddy narrow
          noisy northern odd old orange pale patient plain polite proud purple quick quiet rapid
          rare red restless rough round rusty sandy shallow sharp shiny short shy silent silver
          simple sleepy slow small smooth snowy soft sour southern spare steady steep still stormy
          strong stubborn sturdy sunny sweet swift tall tame tidy tiny tired vast violet warm weary
          wet white wide wild windy wise wooden yellow young
          """);

  static final List<String> NOUNS =
      words(
          """
          acorn anchor anvil apple arrow badger bakery banner barley barrel basket beacon beaver
          bell bench berry bicycle blanket boat bottle branch bread bridge broom bucket button
          cabin cable camel candle canoe canyon carpet cart castle cellar chair chalk cherry chest
          chimney clock cloak cloud clover coach coast comet compass copse coral cottage crane
          creek crow crown cup curtain daisy desk dolphin donkey door drum eagle engine falcon farm
          feather fence ferry field finch flag flute forest fountain fox frog garden gate glacier
          glove goat goose grape hammer harbor harp hawk hazel hedge heron hill honey hood horse
          house island ivory jacket jar juniper kettle kite ladder lake lamp lantern lark ledger
          lemon letter lily linen lizard loom magnet maple market meadow melon mill mirror mitten
          moon moss moth mountain mule museum needle nest nettle oak oar olive onion orchard otter
          owl paddle paint palace paper parrot path pear pebble pencil pepper piano pigeon pine
          plum pond pony poppy potato quail quarry quilt rabbit raft rain raven reed ribbon river
          road robin rocket roof rope rose saddle sail salmon school shell shoe shovel sparrow
          spoon spring squirrel stable star station stone stove stream street sugar swan table
          tailor teapot temple thistle thread tiger timber torch tower trail train trumpet tulip
          tunnel turtle valley vase velvet village violin wagon wall walnut water wave weaver well
          whale wheat wheel willow window wolf wood wool yard
          """);

  static final List<String> PEOPLE =
      words(
          """
          baker carpenter clerk cook dancer doctor driver farmer fisher gardener guard guide hunter
          innkeeper judge librarian mason merchant miller musician nurse painter pilot poet porter
          printer sailor shepherd singer smith student tailor teacher traveler watchman weaver
          """);

  static final List<String> VERBS =
      words(
          """
          admired borrowed bought brought built carried cleaned collected counted covered drew
          examined fetched filled found guarded held hid lifted lost measured mended moved noticed
          opened painted polished praised pushed remembered repaired returned sketched sold studied
          turned visited washed watched weighed wrapped
          """);

  static final List<String> PLACES =
      List.of(
          "behind the old mill",
          "beside the harbor",
          "near the town gate",
          "at the end of the lane",
          "on the other side of the river",
          "under a row of tall trees",
          "in the middle of the market",
          "above the quiet valley",
          "outside the school",
          "not far from the station",
          "at the foot of the hill",
          "in a small room upstairs");

  static final List<String> TIMES =
      List.of(
          "In the early morning",
          "After a long day",
          "Before the rain began",
          "Late in the evening",
          "On the first day of spring",
          "At about noon",
          "During the harvest",
          "A week later",
          "When the bells rang",
          "As the light faded",
          "Once more",
          "To nobody's surprise");

  static final List<String> FIRST_NAMES =
      words(
          """
          Ada Anton Bela Clara Daria Edgar Elsa Emil Fiona Georg Hanna Hugo Ida Ivan Jonas Karla
          Leo Lina Marta Milo Nadia Nils Olga Oskar Paula Petra Rita Robin Rosa Samir Selma Tomas
          Ulla Viktor Wanda Yara
          """);

  private static final List<String> NAME_BEGINNINGS =
      words("Bran Cal Dor El Fal Gar Hol Is Kel Lor Mar Nor Or Pel Quin Ros Sel Tar Ul Ver Wes");
  private static final List<String> NAME_ENDS =
      words("bury den dale field ford gate ham heim land mere mont mouth ness port stead ton wick");

  private Vocabulary() {}

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /** {@code amber-fox}: one of some thirty thousand. */
  static String pair(Draws draws) {
    return draws.one(ADJECTIVES) + "-" + draws.one(NOUNS);
  }

  /** A name that no real place or family need have. */
  static String name(Draws draws) {
    return draws.one(NAME_BEGINNINGS) + draws.one(NAME_ENDS);
  }
}
