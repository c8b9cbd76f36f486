"""English words that name no topic; lower case, apostrophes straight."""

EMPTY = """
    a about above absolutely according across actual actually added after afternoon again against ago agree
    ah ahead ain't alas all allow allowed allows almost alone along already alright also although always am
    amazing an and annoyed annoying another answer answered any anybody anymore anyone anything anyway
    anywhere apart apologise apologies apology apparently appear appears appreciate appreciated are aren't
    around as ask asked asking asks ass assume at ate attempt attempted aw awake away awesome awful back bad
    badly based basically bc be beautiful became because become becomes been before began begin beginning
    being believe below best better between beyond big bigger biggest bit bloody both bother bothered bring
    bringing broke brought bs btw bunch but by bye called calls came can can't cannot cant care cares catch
    cause caused causing certain certainly check checked checking cheers choose chose chosen clear clearly
    close closed closely come comes coming complain complained complaining complete completely confirm
    confirmed confused confusing congrats congratulations consider considering constant constantly continue
    continues cool correct correctly cos could couldn't couple crap crazy cunt currently cute cuz damn dare
    day days dead deal dealing dealt dear decent decide decided definitely delicious deserve deserved
    desperate despite did didn't didnt die died different difficult directly disappointed disappointing
    disgrace disgraceful disgusted disgusting dm dms do does doesn't doesnt doing don't done dont doubt down
    dude due dumb during each earlier early easier easily easy eat eating either else enable end ended ends
    enjoy enjoyed enjoying enough entire entirely especially etc even evening eventually ever every
    everybody everyday everyone everything everywhere exactly excellent except excited exciting exist expect
    expected expecting experienced explain explained extra extremely fab fact fail failed failing fails fair
    fairly false fantastic far fast favorite favourite feel feeling feels felt few figure figured final
    finally find finding finds fine finish finished first fix fixed fixing folks follow followed following
    for forever forget forgot forward found four friday friendly frustrated frustrating fuck fucked fuckin
    fucking full fully fun funny further future gave general genuinely get gets getting give given gives
    giving glad go god goes going gone gonna good goodness got gotta gotten grateful great greatest gross
    guess gutted guy guys ha had hadn't haha half handle handled happen happened happening happens happily
    happy hard hardly has hasn't hate hates have haven't having he he's hear heard hearing hell hello help
    helped helpful helping helps her here here's hers hey hi high higher him himself his hit hold holding
    holy honest honestly hooray hope hopefully hoping horrendous horrible horrific how how's however huge
    hurry i i'd i'll i'm i've id idiot if ignore ignored ignoring ill im imagine immediately important
    impossible impressed in inc include included includes including incorrect incredible incredibly indeed
    info inform informed inside instead interested interesting into involved is isn't isnt issue issues it
    it'd it'll it's its itself ive joke joking just keep keeping keeps kept kind kindly knew know knowing
    known knows lack last lastly late lately later laugh least leave leaves leaving led left less let let's
    lets lie lied lies like liked likely literally little lmao lmfao lol long longer look looked looking
    looks lose losing lost lot lots loud love loved lovely loves loving low lower luck luckily lucky m mad
    made main mainly major make makes making manage managed many matter may maybe me mean means meant
    meanwhile mention mentioned merely mess messed met might mind mine minor minute minutes miss missed
    missing mistake moment monday more morning most mostly move moved moving much must my myself n naturally
    near nearby nearly necessary need needed needing needs neither never new newest next nice night no
    nobody none nope nor normal normally not note nothing notice noticed now nowhere nt obvious obviously
    odd of off offered offering often oh ok okay old older om omfg omg on once one ones only onto oops open
    opened or other others otherwise ought our ours ourselves out outside outstanding over overall own
    pathetic pay paying per perfect perfectly perhaps pick picked pissed plain play played playing please
    pleased plenty pls plus plz pm point pointless poor possible possibly post posted posting potential pray
    prefer pretty previous previously probably promise promised proper properly proud proves provide
    provided providing put puts putting quick quickly quiet quite r random rather re reach reached read
    reading ready real really realise realize reason reasonable recent recently regarding regularly related
    remain remember rep replied replies reply replying require required respond responded responding
    response rest result resulting return returned returning rid ridiculous right rip rubbish rude ruin
    ruined run running runs s sad sadly said same sat saturday saw say saying says scared second seconds see
    seeing seem seemed seems seen self send sending sent serious seriously serve served set several shall
    shame share shared sharing she she's shit shitty shocked shocking short should shouldn't show showed
    showing shown shows shut sick silly similar simple simply since single sit sitting situation slightly
    slow slowly small smh so sod solution solve solved some somebody somehow someone something sometimes
    somewhere soon sooner sorry sort sorted speak speaking specific specifically spend spending spent spoke
    spoken st stand standing start started starting starts stated stay stayed staying step still stood stop
    stopped stops straight strange struggling stuck stuff stupid such suck sucks suddenly suggest suggested
    sunday super supposed supposedly sure surely surprised sweet swear t take taken takes taking talk talked
    talking tell telling tells tend terrible than thank thankful thankfully thanks that that'd that'll
    that's thats the their theirs them themselves then there there'll there's therefore these they they'd
    they'll they're they've thing things think thinking thinks third this those though thought three through
    throughout thru thumbs thursday thus til till tho to today together told tomorrow tonight too took top
    tot total totally tough toward towards treat treated treating tried tries truly trust try trying tuesday
    turn turned turning turns twice two u ugh unable unacceptable under understand understanding
    unfortunately unhappy unless unlike until up upset upon ur us use used useless user uses using usual
    usually utter utterly various ve very via view w wait waited waiting waits wake walk walked wanna want
    wanted wanting wants warning was wasn't wasnt wasted watch watched watching way we we'd we'll we're
    we've wednesday week weeks weird welcome well went were weren't what what's whatever whats when whenever
    where where's wherever whether which while who who's whoever whole whom whose why will win wish wishes
    with within without won't wonder wonderful wondering wont word words wore work worked working works
    worried worry worse worst worth worthless would wouldn't wouldnt wow write writing written wrong wrote
    wtf xd xo xoxo xx xxx y y'all ya yay yeah year years yep yes yesterday yet yo you you'd you'll you're
    you've young your youre yours yourself yr yrs yuck yum yummy z january february march april june july
    august september october november december bro mate hun luv sir madam babe lady ladies gentlemen
    gentleman thx ty tysm tnx ta bless amen rt retweet fyi asap aka faq tbh imo imho idk ikr irl lo anyways
    gud gr8 pic pics tweet tweets tweeted dude's whoa woah yikes meh nah yup okey aww awww hmm hm huh uh um
    er wuw yeh nvm pfft fave favs favourites favorites genius legend awesomeness happier sounds sound
    sounding seemingly feedback happiness wonders anyones someones touch brill brilliant superb cracking
    wicked lame sux legit highly recommend recommended enjoyable gorgeous www http https com amp nbsp quot
    gt lt co uk img href html link links url adultsuser hours hour mins hrs hr secs sec min months month
    decade hasnt havent wouldve couldve shouldve youve theyre whos hes shes wheres whens hows couldnt
    shouldnt didn doesn isn wasn won don hadn hasn haven aren weren wouldn couldn shouldn ain y'know gotcha
    latest arrive arrived arriving arrives sends yall boo flightled flightr lateflight lil lemme gimme dunno
    sorta kinda outta coz bcoz bcz bcuz wud cud shud pleas plss plsss pleasee soo sooo sooooo noticing
    unresolved resolved resolve resolves handling addressed address deals ensure assure assured claims
    claimed claim suppose suspect realised realized hopes planning plan plans learn learned learnt listen
    listening decides chance chances ideally fantastically presently shortly sincerely regards warm kindest
    hugs loyal fed
"""
"""Never part of a topic: small words, what people do and feel, when, how, and greetings."""

VAGUE = """
    ability access account area bag bit box boy brand business buy buying bought call calling case change
    changed changes changing choice city class code comment community company complaint contact content
    control copy cost costs count course country customer customers data date details difference door drive
    drop email emails emailed error event everyday experience eye face family fan fans feature features fee
    file film folk form free friend friends game girl group hand hands head home house idea image
    information item items job key kid kids lady level life line list live lives local location login man
    manager media member members men message messages mistake mobile money music name names news non number
    numbers offer office online option options order ordered ordering orders page paid part parts party
    people person personal persons phone phones photo photos picture pictures piece place places price
    problem problems process product products pro public purchase purchased quality question questions rate
    reason record reference report reports request review reviews road room safe sale save season section
    sell selling service services shop shopping show side sign site situation size someone song space
    special staff stage standard state status stock store stores story street style support system table
    team term terms test text time times title tv type update updated updates updating value version video
    videos visit voice wall website woman women words world young black white red blue green gold silver hot
    cold front middle bottom fresh official original regular digital social main mini mid max double single
    light dark heavy hair eyes heart body feet foot mum mom dad son daughter wife husband sister brother
    baby child children girlfriend boyfriend mother father parents uncle aunt grandad nan boss flatmate
    neighbour partner monthly weekly daily annual yearly pre post min xl ii iii ft vs pt st ave
"""
"""Too general to name a topic alone; with another word they may ("customer service", "order number")."""
