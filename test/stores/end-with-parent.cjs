// Ends the process when the one that started it has ended, however that came about: then its standard input is closed.
process.stdin.resume().on("end", () => process.exit());
