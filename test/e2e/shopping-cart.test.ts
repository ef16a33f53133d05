/** The shopping cart of examples/ in Node.js: npm memcached, the text protocol with its login, ketama over the list of a directory. */
import { describeShoppingCart } from "../support/shopping-cart-suite.ts";

describeShoppingCart({
  folder: "shopping-cart",
  program: process.execPath,
  file: "app.js",
  login: (usersFile) => ["-Y", usersFile],
  speaks: "text",
});
