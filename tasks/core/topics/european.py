"""German, Spanish, French and Portuguese words that name no topic, beyond the stop words that drafts share."""

GERMAN = """
    können hab habs wollen arbeit arbeite arbeitet bist dann fahre fahren fahrt fährst fährt gefahren sitze
    sitzt sitzen gesessen liegt liegen hält halten läuft laufen lauf gelaufen fällt fallen gefallen nähe
    komme komm kamen gings gehts warn wars nehme nimm schaffe schreibe schreibt hören sag sagte sagten meint
    meinte heisst nämlich ehe trotzdem bloß mitte montags abends ab abend ach acht alle allem allen aller
    allerdings alles allgemein also andere anderen anderer anderes anders anfang angeblich antwort antworten
    arbeiten ausser außer bald beim bekommen bekommt beiden bereits besser besten bestimmt bevor bin bisher
    bissl bitten bleiben bleibt blöd braucht brauche brauchen bringt bringen bzw cool dabei dachte dadurch
    dafür dagegen daher damit danach dank daran darauf darf darüber daß davon davor dazu denen denke denken
    denn dennoch derzeit deshalb deutlich dich diese diesem diesen dieser dieses direkt doof dort drauf drei
    du durch dürfen ebenso echt egal eh ehrlich eigentlich einfach einige einigen einmal endlich ende
    erhalten ersten erst erste es etwa etwas eure eurem euren eurer ewig fast fehlt fertig fest finde finden
    findet fragt frage fragen frau freue freut früher funktioniert für gab ganz ganze ganzen gar geben
    gefühl gegen geh gehe gehen geht gekommen gemacht genau genug gerade gern gerne gesagt gesehen gestern
    gewesen gib gibt gibts ging glaube gleich gleiche grad groß große großen größte gut gute guten guter
    gutes hallo halt hast hatte hatten hätte hätten heißt helfen heute hi hier hilfe hin hinter hoch hoffe
    hoffentlich hört hä idee ihm ihn ihnen ihre ihrem ihren ihrer ihres immer in irgendwann irgendwas
    irgendwie irgendwo jahr jahre jahren je jede jedem jeden jeder jedes jemand jetzt kam kannst keinem
    keinen keiner klappt klar klasse kommen kommt konnte konnten könnt könnte könnten kurz lange langsam
    lässt lassen lasst laut leben leider letzte letzten leute lieb liebe lieben lieber liebes los mache
    machen macht mag mal manchmal mehr mehrere mein meine meinem meinen meiner meines melden mensch menschen
    minuten möchte mögen möglich moin moment monat monate monaten montag morgen morgens muss musste mussten
    müssen müsst müsste nach nachdem nächste nächsten nacht natürlich neben nein nem nett neue neuen neuer
    neues neu nichts nie niemand nix nochmal normal nun nutzen ob obwohl oft ohne ok okay paar per prima
    probleme problem pro raus recht rein richtig rum sache sagen sagt samstag schade schaffen schafft
    schauen schaut scheint scheiße schlecht schlechte schlimm schnell schnelle schon schön schöne schönen
    schreiben sehe sehen sehr sein seine seinem seinen seiner seit seite seitdem selber selbst server sicher
    sieht sofort sogar solche soll sollen sollte sollten sonntag sonst sowas sowie später stand statt stehen
    steht stellt stimmt stunde stunden super tag tage tagen tages team tipp toll total trotz tun tut
    überhaupt übrigens uhr umsonst uns unser unsere unserem unseren unterwegs usw versuche versucht via viel
    viele vielen vielleicht völlig voll vorbei vorher während wahrscheinlich wann wär wäre wären warten
    wartet warte warum was weg wegen weil weiß weit weiter welche welchen welcher welches wem wen wenig
    wenige weniger wenigstens werde werden weshalb wieder wieso will wirklich wissen wo woche wochen wohl
    wollt wollte worden wow wurde wurden würde würden x zeit ziemlich zurück zwar zwei zwischen euro eur
    prozent ihr mfg vg lg grüße gruß hey servus januar februar märz april mai juni juli august september
    oktober november dezember dienstag mittwoch donnerstag freitag gleichzeitig geehrte damen herren kriege
    kriegen bekomme wunderbar großartig lecker perfekt hammer geil mega besonders enttäuscht ärgerlich
    unfassbar frech frechheit nehmen nimmt genommen hole holen gekauft kaufen bestellt bestellen hattet habt
    seid wart wärt bräuchte dürfte
"""
SPANISH = """
    a acá además ahí ahora algo alguien algún alguna algunas alguno algunos allá allí ambos amigo amigos
    ante anterior antes año años apenas aquel aquella aquí asi así aún aunque ayer ayuda ayudar bajo
    bastante bien bonito buen buena buenas bueno buenos cada casi caso cerca cierto claro comer cómo con
    contra cosa cosas creo cual cuál cualquier cuando cuándo cuanto cuánto da dan dar dé debe deben decir
    deja dejar demás demasiado dentro desde después di día días dice dicen dije dijeron dijo dio donde dónde
    dos durante él ellas en encima encanta entonces entre era eran eres esa esas ese esos esperando espero
    estaba estado estamos están estar estas estás este estos estoy etc excelente falta fin fue fuera fueron
    gente gran gracias grande gustaría ha había hablar hace hacen hacer hacia hago haga han has hasta hay
    haya hecho hice hicieron hizo hola hora horas hoy igual incluso increíble intentando intento ir jamás
    jaja jajaja jajajaja junto justo largo le les llega llegar llegó lleva llevan llevo luego lugar lunes
    mal mala malo mañana mano manera martes más mayor me medio mejor menos mes meses mía mientras miércoles
    mil minuto minutos mio mío mis mismo misma momento mucha muchas mucho muchos nada nadie ni ningún
    ninguna ninguno noche nos nosotros nuestra nuestras nuestro nuestros nueva nuevamente nuevas nuevo
    nuevos nunca ojalá os otra otras otro otros oye para parece parte pasa pasado pasó peor pero persona
    personas pésima pésimo poco pocos podemos poder podía podrían por porque qué posible primer primera
    primero problema problemas pronto propia propio pueda puede pueden puedes puedo pues puse quedo quedó
    quien quién quienes quiere quieren quiero realmente resulta saben sabe saber sale se sé sea según seguro
    semana semanas señor señora ser será si sí sido siempre sigo sigue siguen sin sino sirve sobre sola
    solamente solo sólo sois somos son soy su sus súper super tal también tampoco tan tanta tanto tarde
    tardes te tendrá tenemos tener tengan tengo tenía ti tiempo tiene tienen tienes toda todas todavía todo
    todos tres tras tu tú tus última últimas último un una unas uno unos usted ustedes va vamos van varias
    varios vas ve veces ver verdad vez vía voy vosotros vuelve vuestra vuestro ya yo hagan quisiera gusta
    genial feliz linda lindo hermoso hermosa rico rica bonita viernes sábado domingo enero febrero marzo
    abril mayo junio julio agosto septiembre octubre noviembre diciembre poner pone puso pongo dejen dejó
    tuve tuvo hubo dieron esperar pedir piden quedar q k x d m xq pq porfa porfavor
"""
FRENCH = """
    ont avait auront auraient a ai ailleurs ainsi aller allez alors an année années ans appris après as
    aujourd'hui aucun aucune aussi autre autres avaient avais avant avez avoir avons ayant beaucoup bel
    belle ben besoin bien bon bonne bonnes bonsoir bons bravo c'était c'est ça ca car cela celle celles
    celui cependant ceux chaque cher chez chose choses ci combien comme comment comprendre concernant
    connaître contre coup cours d'abord d'accord d'avoir d'être d'un d'une dans déjà dehors demande demain
    demander depuis dernier dernière des deux devez devient devrait dire dirait dis disent dit dites dois
    doit doivent donc donne donner dont du durant elle elles encore enfin entre envoyé es est-ce étaient
    étais était étant état êtes été être eu eux fait faire fais faites fasse faudra faudrait faut fin fini
    fois font fort gens genre grand grande grâce gros heure heures hier hui honte honteux ici idem il ils
    impossible incroyable j'aime j'ai j'attends j'avais j'en j'espère j'étais jamais je jour journée jours
    juste jusqu l'année là laisse laisser lequel leurs loin long longtemps lors lundi m'a m'avez m'ont
    maintenant mal malgré manque mardi matin mauvais meilleur même mêmes merde mercredi met mettre mien
    mieux mis mise mois moins moment monde mr n'a n'ai n'avez n'est n'ont n'y nombreux non nom normal nous
    nouveau nouvelle nouvelles nul nulle on oui par parce pareil parfait parfois parle parler part partie
    pas passe passé passer pendant pense penser personne petit petite peu peut peuvent peux pire plein
    plupart plus plusieurs point possible pour pourquoi pourrait pouvez pouvoir pouvons premier première
    prend prendre près presque pris problème problèmes prochain pu puis puisque qu'elle qu'est qu'il qu'ils
    qu'on qu'un qu'une quand quasi que quel quelle quelles quelqu'un quelque quelques quels quoi raison reçu
    recevoir rend reste revoir rien s'il sais sait samedi sans savent savez savoir scandaleux semaine
    semaines semble sens sera serait seul seule si sinon soir sois soit sommes sont souhaite sous souvent
    sort suis suite sujet super sûr surtout svp tant tel telle tellement temps tiens tjs tjr toujours tous
    tout toute toutes très trop trouve trouver truc va vais venir venu vers veut veulent veux via vie viens
    vient voici voilà voir vois vos votre vous vraiment vrai vu y'a janvier février mars avril mai juin
    juillet août septembre octobre novembre décembre jeudi vendredi dimanche bonjour merci cordialement
    sympa génial magnifique excellent adore adoré vite minutes minute voudrais aurait aurais serais h euros
    euro eme répondre réponse
"""
PORTUGUESE = """
    a acho agora aí ainda alguém algo algum alguma algumas alguns ali além ama amam amamos amar amei amo
    amor ano anos antes apenas aqui assim até bem boa boas bom bora cada cadê caras casa cedo certeza certo
    coisa coisas coração cuidado da dar daqui de dela dele deles demais dentro depois desde dessa desse
    desta deste deu deus deve devem dia dias disso diz dizer dois duas é ela elas eles em então enquanto
    entre era eram essas esses estamos estão estar estas estava este estes estou eterno eu fala falar falta
    faz fazem fazendo fazer feita feito feliz fez fica ficam ficar fico ficou fim foi fora foram forma gente
    gosta gosto grande há haha hahaha hahahaha hoje homem hora horas igual incrível incríveis ir isso já
    jeito junto juntos kkk kkkk kkkkk lá legal lembrar linda lindas lindo lindos logo longe lugar mãe maior
    mais mal mamãe manhã maravilhosa maravilhosas maravilhoso maravilhosos massa mas me melhor melhores
    menos mês meses mesma mesmo meu meus mim minha minhas momento mundo muita muitas muito muitos nada não
    nao né nem nenhum nenhuma nessa nesse nesta neste ninguém nisso noite nós nossa nossas nosso nossos nova
    novo novos nunca o obrigada obrigado oi olá onde ontem oque os ótima ótimo outra outras outro outros pai
    para parabéns parece partiu partir passado pela pelas pelo pelos perfeita perfeito pessoa pessoal
    pessoas pode podem poderia podia pois por porque porquê posso pouco poucos pra preciso precisa primeira
    primeiro pro próxima próximo q qual quais qualquer quando quanta quanto quase quem quer queria quero
    saber sabe sabem sei sempre sendo ser será seria seu seus sido sim só sobre somos sou super também tanta
    tanto tão tarde tb te tem têm temos tempo tenha tenho ter teria teu teve tinha tirar toda todas todo
    todos três tu tua tudo uau última último um uma umas uns vai vale vamos vão vários vc vcs veio vem vende
    ver verdade vez vezes vi vida viu você vocês vou aonde bjs abraço abraços amiga amigo amigos deixa
    deixou sensacional sensacionais top show delícia delicia gostoso gostosa maravilha amooo ameiii merece
    merecem janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda
    terça quarta quinta sexta sábado domingo minuto minutos semana semanas
"""
GERMAN_VAGUE = """
    app frage kunde kunden kundin nachricht nummer seite service shop bestellung hause ort leute video
    online
"""
SPANISH_VAGUE = """
    cliente clientes cuenta app número numero servicio página línea casa tarjeta tarjetas banco centro
"""
FRENCH_VAGUE = """
    client clients service services numéro site page compte maison question questions espace contrat photo
"""
PORTUGUESE_VAGUE = """
    cliente clientes conta app número site página casa produto produtos loja serviço foto vídeo
"""
"""Too general alone."""
